using Demur.Cli.Output;
using Demur.Evaluation.Judges.Harm;

namespace Demur.Cli.Harm;

/// <summary>Asks a judge of harm many questions, showing how far it is.</summary>
internal static class HarmBatches
{
    private const int BatchQuestions = 64;

    public static async Task<IReadOnlyList<HarmVerdict>> JudgeAsync(IHarmJudge judge, IReadOnlyList<HarmQuestion> questions, CancellationToken cancellationToken)
    {
        List<HarmVerdict> verdicts = [];
        using var line = new ProgressLine(TimeProvider.System);
        foreach (var batch in questions.Chunk(BatchQuestions))
        {
            verdicts.AddRange(await judge.JudgeAsync(batch, cancellationToken).ConfigureAwait(false));
            line.Show($"{judge.Name}: judged {verdicts.Count} of {questions.Count}");
        }

        return verdicts;
    }
}

using Demur.Abstractions;
using Demur.Cli.Harm;
using Demur.Cli.Targets;
using Demur.Evaluation.Judges.Harm;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication.SafeToServe;

/// <summary>What is averaged over a cell's answers: reward, the harm head's probability, nats a token.</summary>
internal static class SafeToServeMeans
{
    public const string Reward = "reward";
    public const string Harm = "harm";
    public const string Nats = "nats";

    public static async Task<IReadOnlyList<LedgerMean>> OfAsync(RunFolder run, string rewardFolder, CancellationToken cancellationToken)
    {
        using var reward = new RewardModel(rewardFolder);
        using var shelf = new HarmShelf();
        var head = shelf.Open(HarmShelf.Embedded);
        List<LedgerMean> means = [];
        foreach (var suite in run.Suites)
        {
            var responses = run.ReadResponses().Where(response => response.Suite == suite.Name).OrderBy(response => response.Index).ToArray();
            if (suite.Kind == SuiteKind.CrossEntropy)
            {
                means.Add(LedgerMean.Of(Nats, suite.Name, [.. responses.Where(response => response.Tokens > 0).Select(response => response.Nats!.Value / response.Tokens!.Value)]));
            }

            (Sample Sample, string Text)[] answers = [.. responses.Where(response => suite.Kind == SuiteKind.Generation && !string.IsNullOrWhiteSpace(response.Text)).Select(response => (suite.Samples[response.Index], response.Text!))];
            foreach (var group in answers.GroupBy(answer => answer.Sample.Label))
            {
                var name = $"{suite.Name} {DemurJson.NameOf(group.Key)}";
                means.Add(LedgerMean.Of(Reward, name, await reward.ScoreAsync([.. group.Select(answer => (answer.Sample.Messages, answer.Text))], cancellationToken).ConfigureAwait(false)));
                var verdicts = await head.JudgeAsync([.. group.Select(answer => new HarmQuestion(answer.Sample.Request, answer.Text))], cancellationToken).ConfigureAwait(false);
                means.Add(LedgerMean.Of(Harm, name, [.. verdicts.Select(verdict => verdict.Probability)]));
            }
        }

        return means;
    }
}

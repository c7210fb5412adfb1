using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Importers;
using Demur.Data.Overlap;
using Demur.Models.Checkpoints;
using Demur.Models.Encoders;

namespace Demur.Cli.Replication;

/// <summary>Published answers to jailbreaks that may be trained on: their authors call them harmful, and nothing of them is tested by any claim.</summary>
internal static class HarmfulAnswers
{
    /// <summary>The most tokens of a harmful text in a training row.</summary>
    public const int MostTokens = 256;

    /// <summary>The sets they come from; the outputs that DeRTa published stay for comparison.</summary>
    private static readonly string[] Sets = ["jailbreakbench_artifacts", "harmbench"];

    // A document's opening names its goal in other words than a request would, so less likeness is enough there.
    private static readonly OverlapOptions OpeningOverlap = new() { MeaningThreshold = 0.7 };
    private static readonly OverlapOptions DocumentOverlap = new() { MeaningThreshold = 0.8 };

    /// <summary>Reads them, each goal's answers cut to <see cref="MostTokens"/>; the comparison with the tests is done once and kept.</summary>
    /// <param name="workshop">Where public data lies, and where the result is kept.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="DemurException">A set is missing.</exception>
    public static async Task<IReadOnlyList<PublicAnswer>> ReadAsync(Workshop workshop, CancellationToken cancellationToken)
    {
        PublicAnswer[] answers = [.. Cut(workshop.Model, Sets.SelectMany(set => PublicAnswers.Read(set, workshop.Data)).Where(answer => answer.Harmful == true)).DistinctBy(answer => answer.Answer)];
        var tests = TestedRequests.All(workshop.Data);
        var hash = ShortHash.Of(string.Join('\n', [.. answers.Select(answer => $"{answer.Goal} {answer.Answer}"), .. tests.Select(suite => $"{suite.Name} {suite.ComputeHash()}"), $"{OpeningOverlap} {DocumentOverlap}"]));
        var file = Path.Combine(workshop.Out, "material", $"harmful-{hash}.jsonl");
        if (!File.Exists(file))
        {
            Terminal.Error.WriteLine($"comparing {answers.Length} published answers with the requests of {tests.Count} tests");
            var kept = await UntestedAsync(answers, tests, cancellationToken).ConfigureAwait(false);
            WholeFile.WriteLines(file, kept.Select(answer => JsonSerializer.Serialize(answer, DemurJson.Line)));
        }

        return [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<PublicAnswer>(line, DemurJson.Line)!)];
    }

    /// <summary>Leaves out answers whose goal is tested, and those that resemble a tested document.</summary>
    public static async Task<IReadOnlyList<PublicAnswer>> UntestedAsync(IReadOnlyList<PublicAnswer> answers, IReadOnlyList<Suite> tests, CancellationToken cancellationToken)
    {
        using var embedder = MiniLmEmbedder.Open();
        using var line = new ProgressLine(TimeProvider.System);
        string[] goals = [.. answers.Select(answer => answer.Goal).Distinct()];
        Suite[] openings = [.. tests.Select(TestedRequests.Openings).Where(suite => suite.Samples.Count > 0)];
        var asked = await new GoalSplit(new OverlapOptions(), embedder).TestedAsync(goals, tests, cancellationToken).ConfigureAwait(false);
        var begun = await new GoalSplit(OpeningOverlap, embedder).TestedAsync(goals, openings, cancellationToken).ConfigureAwait(false);
        var documents = tests.Select(TestedRequests.Documents).Where(suite => suite.Samples.Count > 0).ToArray();
        var report = await new ContaminationCheck(DocumentOverlap, embedder).RunAsync([.. answers.Select(RowOf)], documents, cancellationToken).ConfigureAwait(false);
        var near = report.Matches.Select(match => match.RowId).ToHashSet(StringComparer.Ordinal);
        PublicAnswer[] kept = [.. answers.Where(answer => !asked.ContainsKey(answer.Goal) && !begun.ContainsKey(answer.Goal) && !near.Contains(RowOf(answer).Id))];
        line.Show($"{kept.Length} of {answers.Count} answers on {kept.Select(answer => answer.Goal).Distinct().Count()} of {goals.Length} goals are in no test", always: true);
        return kept;
    }

    private static IEnumerable<PublicAnswer> Cut(string model, IEnumerable<PublicAnswer> answers)
    {
        using var checkpoint = Checkpoint.Open(model, new CheckpointOptions());
        var cut = new TokenLimit(checkpoint.Tokenizer, MostTokens);
        return [.. answers.Select(answer => answer with { Answer = cut.Apply(answer.Answer) })];
    }

    private static TrainingRow RowOf(PublicAnswer answer)
    {
        ChatTurn[] text = [new(ChatTurn.User, answer.Answer)];
        return new TrainingRow { Id = Sample.IdOf(text), Messages = text, Label = SampleLabel.Harmful, Source = answer.Source, Licence = answer.Licence };
    }
}

using Demur.Abstractions;

namespace Demur.Data.Overlap;

/// <summary>Keeps goals that tests ask about out of training, however else the request is worded.</summary>
/// <param name="options">What counts as the same.</param>
/// <param name="embedder">The encoder that compares meanings, or <see langword="null"/> to compare words alone.</param>
public sealed class GoalSplit(OverlapOptions options, ITextEmbedder? embedder)
{
    /// <summary>Gets what is told how many suites were compared.</summary>
    public IProgress<int>? SuitesDone { get; init; }

    /// <summary>Finds the goals that stand in suites, word for word, nearly, or by meaning.</summary>
    /// <param name="goals">The goals.</param>
    /// <param name="suites">The test suites; samples labelled harmless are no goals and are left out.</param>
    /// <param name="cancellationToken">Stops between suites and between batches of the encoder.</param>
    /// <returns>For each goal that stands in a suite, the first such suite.</returns>
    public async Task<IReadOnlyDictionary<string, string>> TestedAsync(IReadOnlyCollection<string> goals, IReadOnlyList<Suite> suites, CancellationToken cancellationToken)
    {
        TrainingRow[] rows = [.. goals.Distinct(StringComparer.Ordinal).Select(RowOf)];
        Suite[] harmful = [.. suites.Select(suite => suite with { Samples = [.. suite.Samples.Where(sample => sample.Label != SampleLabel.Harmless)] }).Where(suite => suite.Samples.Count > 0)];
        var report = await new ContaminationCheck(options, embedder) { SuitesDone = SuitesDone }.RunAsync(rows, harmful, cancellationToken).ConfigureAwait(false);
        var first = report.Matches.DistinctBy(match => match.RowId).ToDictionary(match => match.RowId, match => match.Suite, StringComparer.Ordinal);
        return rows.Where(row => first.ContainsKey(row.Id)).ToDictionary(row => row.Messages[0].Content, row => first[row.Id], StringComparer.Ordinal);
    }

    private static TrainingRow RowOf(string goal) => new()
    {
        Id = Sample.IdOf([new ChatTurn(ChatTurn.User, goal)]), Messages = [new ChatTurn(ChatTurn.User, goal)], Label = SampleLabel.Harmful, Source = "goal", Licence = "none",
    };
}

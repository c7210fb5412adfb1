using System.Text.Json.Serialization;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>What a run measured, by suite, scorer and slice.</summary>
public sealed record RunSummary
{
    /// <summary>Gets the run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Gets the target's name.</summary>
    public required string Target { get; init; }

    /// <summary>Gets each suite.</summary>
    public required IReadOnlyList<SuiteSummary> Suites { get; init; }

    /// <summary>Gets all suites of generated answers together, a sample that several suites hold counted once; one entry a scorer, the leading one first.</summary>
    public required IReadOnlyList<ScorerSummary> Total { get; init; }

    /// <summary>Gets the whole by the leading scorer, or <see langword="null"/> when nothing was generated.</summary>
    [JsonIgnore]
    public ScorerSummary? Lead => Total is [var first, ..] ? first : null;

    /// <summary>Gets how far each two scorers agree on what is refused.</summary>
    public required IReadOnlyList<ScorerAgreement> Agreement { get; init; }

    /// <summary>Gets the samples that have no response yet.</summary>
    public int Missing { get; init; }

    /// <summary>Summarises responses.</summary>
    /// <param name="record">What the run was made with.</param>
    /// <param name="suites">The suites, in the record's order.</param>
    /// <param name="responses">The responses, read once.</param>
    public static RunSummary Of(RunRecord record, IReadOnlyList<Suite> suites, IEnumerable<ResponseRecord> responses)
    {
        var builder = new SummaryBuilder(record, suites);
        foreach (var response in responses)
        {
            builder.Add(response);
        }

        return builder.Build();
    }
}

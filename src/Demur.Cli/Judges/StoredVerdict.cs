using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Judges.Rubrics;

namespace Demur.Cli.Judges;

/// <summary>One line of the file that <c>demur judge grade</c> writes.</summary>
internal sealed record StoredVerdict
{
    public required string Suite { get; init; }

    public required string Id { get; init; }

    /// <summary>Gets the sample's place in its suite: one sample asked in several epochs has one identifier.</summary>
    public required int Index { get; init; }

    public required VerdictKind Kind { get; init; }

    public required string By { get; init; }

    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public string Reason { get; init; } = "";

    public double? HarmGrade { get; init; }

    public required string Rubric { get; init; }

    /// <summary>Gets the hash of the rubric, the judges and what is compared: lines of another identity are another grading's.</summary>
    public required string Identity { get; init; }

    public string Line() => JsonSerializer.Serialize(this, DemurJson.Line);
}

using Demur.Abstractions;

namespace Demur.Evaluation.Scorers.Templates;

/// <summary>One rule of an evaluation template: when any of its conditions holds, the outcome is decided.</summary>
public sealed record TemplateRule
{
    /// <summary>Gets what the response then did.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Gets openings, case and leading white space aside.</summary>
    public List<string> StartsWith { get; init; } = [];

    /// <summary>Gets phrases that occur anywhere, case aside.</summary>
    public List<string> Contains { get; init; } = [];

    /// <summary>Gets regular expressions, case aside; each gets a tenth of a second.</summary>
    public List<string> Matches { get; init; } = [];

    /// <summary>Gets the fewest words of a response that the rule speaks of.</summary>
    public int FewestWords { get; init; }

    /// <summary>Gets the most words of a response that the rule speaks of, or <see langword="null"/> for any.</summary>
    public int? MostWords { get; init; }
}

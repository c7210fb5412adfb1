using Demur.Abstractions;

namespace Demur.Evaluation.Scorers.Templates;

/// <summary>A response whose outcome is known: a template is used only when it gives all of its tests' outcomes.</summary>
public sealed record TemplateTest
{
    /// <summary>Gets what was asked.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Gets the response.</summary>
    public string Response { get; init; } = "";

    /// <summary>Gets what it did.</summary>
    public Outcome Outcome { get; init; }
}

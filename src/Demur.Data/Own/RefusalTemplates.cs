namespace Demur.Data.Own;

/// <summary>Wordings of refusals that name what is declined and offer something safe.</summary>
public sealed record RefusalTemplates
{
    /// <summary>Gets the wordings for direct requests, with <c>{declined}</c> and <c>{alternative}</c>.</summary>
    public required IReadOnlyList<string> Direct { get; init; }

    /// <summary>Gets the wordings for tasks on documents, with <c>{task}</c> as well.</summary>
    public required IReadOnlyList<string> Task { get; init; }

    /// <summary>Fills in a wording.</summary>
    /// <param name="template">One of the wordings.</param>
    /// <param name="declined">What is declined.</param>
    /// <param name="alternative">What is offered.</param>
    /// <param name="task">The task's verb phrase, for wordings that name it.</param>
    public static string Fill(string template, string declined, string alternative, string task = "") => template
        .Replace("{declined}", declined, StringComparison.Ordinal)
        .Replace("{alternative}", alternative, StringComparison.Ordinal)
        .Replace("{task}", task, StringComparison.Ordinal);
}

namespace Demur.Attacks;

/// <summary>The attacked prompts that DeRTa's authors published, taken apart: what a request is put into, and what each of their own questions became.</summary>
public sealed record PaperPrompts
{
    /// <summary>Gets what stands before the request in the role-play cipher: the roles and five demonstrations.</summary>
    public required string CipherPreamble { get; init; }

    /// <summary>Gets the different role-play templates.</summary>
    public required IReadOnlyList<JailbreakTemplate> Templates { get; init; }

    /// <summary>Gets which of <see cref="Templates"/> each of the paper's questions was put into.</summary>
    public required IReadOnlyDictionary<string, int> TemplateOf { get; init; }

    /// <summary>Gets the beginning of a text that each of the paper's questions was rewritten to.</summary>
    public required IReadOnlyDictionary<string, string> Completions { get; init; }
}

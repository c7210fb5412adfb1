using Demur.Abstractions;

namespace Demur.Guardrails.Prompts;

/// <summary>A prompt of the library: what it says, where it comes from, what it is for.</summary>
public sealed record SafetyPrompt
{
    /// <summary>The place of the request in the text of a contextual prompt.</summary>
    public const string Request = "{request}";

    /// <summary>Gets the name used on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version; it rises whenever the text changes.</summary>
    public required int Version { get; init; }

    /// <summary>Gets how it enters a conversation.</summary>
    public required SafetyPromptKind Kind { get; init; }

    /// <summary>Gets the text; empty for examples.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Gets the example turns of a few-shot prompt, user and assistant in turn.</summary>
    public IReadOnlyList<ChatTurn> Examples { get; init; } = [];

    /// <summary>Gets where the text, or the idea of it, comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the text, as its SPDX name; null where the file does not say.</summary>
    public string? Licence { get; init; }

    /// <summary>Gets what it is meant to do.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>Gets the name and version, as runs record it.</summary>
    public string Identity => FormattableString.Invariant($"{Name}@{Version}");
}

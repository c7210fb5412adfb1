namespace Demur.Abstractions;

/// <summary>One row of supervised tuning data: a conversation whose last turn is the target.</summary>
public sealed record TrainingRow
{
    /// <summary>Gets the content hash of the whole conversation; see <see cref="Sample.IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the conversation; the last turn is the assistant's and is what is learnt.</summary>
    public required IReadOnlyList<ChatTurn> Messages { get; init; }

    /// <summary>Gets whether the target ends there; a cut-off answer teaches no end of turn.</summary>
    /// <value>The default is true.</value>
    public bool Complete { get; init; } = true;

    /// <summary>Gets the label of the request: harmful rows teach refusals, harmless rows answers.</summary>
    public required SampleLabel Label { get; init; }

    /// <summary>Gets the harm category of the request or of the twin that it belongs to.</summary>
    public HarmCategory? Category { get; init; }

    /// <summary>Gets the NLP task, or <see langword="null"/> for a direct question.</summary>
    public string? Task { get; init; }

    /// <summary>Gets the id that a harmful row and its benign twin share.</summary>
    public string? Pair { get; init; }

    /// <summary>Gets where the row comes from: a catalogue name or <c>own</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the text, as an SPDX identifier where there is one.</summary>
    public required string Licence { get; init; }
}

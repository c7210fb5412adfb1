namespace Demur.Abstractions;

/// <summary>A prompt with the better and the worse of two answers.</summary>
public sealed record PreferencePair
{
    /// <summary>Gets the content hash of the prompt; see <see cref="Sample.IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the conversation before the answer.</summary>
    public required IReadOnlyList<ChatTurn> Prompt { get; init; }

    /// <summary>Gets the answer to prefer.</summary>
    public required string Chosen { get; init; }

    /// <summary>Gets the answer to avoid.</summary>
    public required string Rejected { get; init; }

    /// <summary>Gets how far the chosen answer is ahead by what ranked the two, or <see langword="null"/> when nothing measured it.</summary>
    public double? Margin { get; init; }

    /// <summary>Gets what a good model does with the prompt, or <see langword="null"/> when the pair does not say.</summary>
    public SampleLabel? Label { get; init; }

    /// <summary>Gets what the pair is kept for, <c>dpo</c> or <c>reward</c>, or <see langword="null"/> when it may serve for either.</summary>
    public string? Use { get; init; }

    /// <summary>Gets where the pair comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the texts.</summary>
    public required string Licence { get; init; }
}

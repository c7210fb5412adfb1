namespace Demur.Models.ChatTemplates;

/// <summary>A rendered conversation and where the parts stand that training and steering need.</summary>
public sealed record RenderedChat
{
    /// <summary>Gets the text to encode, without adding special tokens.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the assistant's replies in the order of the text; they do not overlap.</summary>
    public required IReadOnlyList<RenderedReply> Replies { get; init; }

    /// <summary>
    /// Gets what stands between the content of the last user message and where the assistant begins to write: the
    /// post-instruction text of the refusal-direction papers. <see langword="null"/> when no user speaks.
    /// </summary>
    public required TextSpan? PostInstruction { get; init; }
}

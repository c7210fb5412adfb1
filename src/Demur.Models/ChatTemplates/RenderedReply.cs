namespace Demur.Models.ChatTemplates;

/// <summary>Where one reply of the assistant stands in a rendered conversation.</summary>
/// <param name="MessageIndex">The message it comes from, counted from 0 in the input's messages.</param>
/// <param name="Span">
/// What the model writes: all that follows the generation prompt, up to and including the text that ends the turn
/// (such as <c>&lt;|im_end|&gt;</c>), without the white space after it. This is what a training loss covers.
/// </param>
public readonly record struct RenderedReply(int MessageIndex, TextSpan Span);

using Demur.Models.ChatTemplates;

namespace Demur.Models.Guards;

/// <summary>What a prompted classifier reads, and where the judged text stands in it.</summary>
/// <param name="Text">The whole prompt; the model continues it with a verdict.</param>
/// <param name="Judged">The part that is judged: the answer, or the request where that is judged.</param>
public sealed record GuardPrompt(string Text, TextSpan Judged);

namespace Demur.Tests.Models.Checkpoints.Gguf;

/// <summary>What llama.cpp made of a file and some texts.</summary>
/// <param name="Template">The chat template that it found in the file.</param>
/// <param name="Rows">One for each text.</param>
internal sealed record LlamaCppAnswer(string? Template, IReadOnlyList<LlamaCppAnswer.Row> Rows)
{
    /// <summary>One text and its continuation.</summary>
    /// <param name="Ids">The new tokens.</param>
    /// <param name="Text">What they say.</param>
    /// <param name="Read">The tokens of the text itself.</param>
    internal sealed record Row(IReadOnlyList<int> Ids, string Text, IReadOnlyList<int> Read);
}

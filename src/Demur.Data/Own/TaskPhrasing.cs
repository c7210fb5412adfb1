namespace Demur.Data.Own;

/// <summary>One wording of a task's instruction.</summary>
/// <param name="Text">The instruction; <c>{question}</c> stands for the document's question.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Form">The letter case asked for, in the case task.</param>
public sealed record TaskPhrasing(string Text, InstructionPlace Place, string? Form = null)
{
    /// <summary>Joins instruction and document into one user turn.</summary>
    /// <param name="document">The document.</param>
    /// <param name="question">The document's question.</param>
    public string Compose(string document, string question)
    {
        var instruction = Text.Replace("{question}", question, StringComparison.Ordinal);
        return Place == InstructionPlace.Before ? $"{instruction}\n\n{document}" : $"{document}\n\n{instruction}";
    }
}

namespace Demur.Models.Guards;

/// <summary>The published prompt of a family of language models that classify with their first words.</summary>
public interface IGuardFormat
{
    /// <summary>Gets the format's name and version, which decide verdicts too.</summary>
    string Name { get; }

    /// <summary>Gets the word that means harmless and the word that means harm; the verdict is the first token of either.</summary>
    (string Harmless, string Harmful) Words { get; }

    /// <summary>Gets the categories that may follow the word for harm: how the model writes them, and their names. Empty where it names none.</summary>
    IReadOnlyList<GuardCategory> Categories { get; }

    /// <summary>Gets whether the tokenizer adds its own first token; formats that spell it out say no.</summary>
    bool AddsSpecialTokens { get; }

    /// <summary>Writes the prompt.</summary>
    /// <param name="request">The request or text.</param>
    /// <param name="answer">The answer that is judged, or empty where the request is.</param>
    GuardPrompt Render(string request, string answer);
}

using Demur.Abstractions;
using Demur.Models.Tokenizers;

namespace Demur.Training.Batching;

/// <summary>Finds the one token that DeRTa teaches as the turn to a refusal.</summary>
public static class RefusalToken
{
    /// <summary>Gives the token of a word.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="word">The word, with a leading space where the token has one.</param>
    /// <exception cref="DemurException">The tokenizer cuts the word into several tokens, or knows none of it.</exception>
    public static int Of(Tokenizer tokenizer, string word)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.EncodeOrdinaryText(word).Ids is [var id]
            ? id
            : throw new DemurException(
                $"The refusal word '{word}' is {tokenizer.EncodeOrdinaryText(word).Ids.Count} tokens in this model's tokenizer, and must be one. " +
                "Set derta.refusal_word to a word that is one token, such as 'Sorry', ' sorry' or 'I'.");
    }
}

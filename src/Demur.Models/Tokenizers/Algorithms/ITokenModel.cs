namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Cuts a piece of text into tokens of the vocabulary.</summary>
internal interface ITokenModel
{
    /// <summary>Gets what to call it when the tokenizer is described.</summary>
    string Kind { get; }

    /// <summary>Gets the number of tokens in the vocabulary.</summary>
    int Count { get; }

    /// <summary>Gets the id of the token that is spelled as the text it stands for, or null when there is none.</summary>
    int? SpelledAsText => null;

    /// <summary>Gets the ids of the vocabulary.</summary>
    IEnumerable<int> Ids { get; }

    /// <summary>Appends the tokens of <paramref name="piece"/>, with offsets in its bytes.</summary>
    void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens);

    /// <summary>Finds the id of a token as the vocabulary spells it.</summary>
    bool TryGetId(string token, out int id);

    /// <summary>Gets how the vocabulary spells a token, or null for an id without one.</summary>
    string? TokenOf(int id);
}

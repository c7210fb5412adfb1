using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>Reads which tokens of a GGUF file have a role or are found before merging.</summary>
internal static class GgufSpecialTokens
{
    /// <exception cref="DemurException">An id lies outside the vocabulary.</exception>
    public static SpecialTokenIds Read(GgufTokenizerData data) => new()
    {
        Bos = InRange(data, data.BosTokenId),
        Eos = InRange(data, data.EosTokenId),
        Pad = InRange(data, data.PaddingTokenId),
        Unk = InRange(data, data.UnknownTokenId),
    };

    /// <summary>Gets the control and user-defined tokens.</summary>
    public static IReadOnlyList<AddedToken> AddedTokens(GgufTokenizerData data)
    {
        var added = new List<AddedToken>();
        for (var id = 0; id < data.Tokens.Count && id < (data.TokenTypes?.Count ?? 0); id++)
        {
            var type = (GgufTokenType)data.TokenTypes![id];
            if (type is GgufTokenType.Control or GgufTokenType.UserDefined or GgufTokenType.Unknown)
            {
                added.Add(new AddedToken { Id = id, Content = data.Tokens[id], Special = type != GgufTokenType.UserDefined });
            }
        }

        return added;
    }

    private static int? InRange(GgufTokenizerData data, int? id) =>
        id is null || (id >= 0 && id < data.Tokens.Count)
            ? id
            : throw new DemurException($"The GGUF file names the token {id}, but its vocabulary ends at {data.Tokens.Count - 1}. The file is damaged.");
}

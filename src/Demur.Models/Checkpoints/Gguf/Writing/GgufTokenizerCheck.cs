using Demur.Abstractions;
using Demur.Models.Tokenizers;
using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Tries a tokenizer on many texts before it is written in other terms: the ids must stay as they were.</summary>
internal static class GgufTokenizerCheck
{
    private const int Drawn = 2000;
    private const int LongestDraw = 12;

    // White space, control characters, composed and decomposed letters, ligatures, scripts without spaces, joined emoji, digits, contractions.
    private static readonly string[] Fixed =
    [
        "a", " ", "  ", "Hello, world!", "  two  spaces  and\ttabs\n\n\nlines\r\n", "na\u00EFve cafe\u0301 \uFB01ne \u212B \u2167 \u00BD \uFDFA", "it's I'LL we'VE 1234567 x=3; f(y)->z",
        "\u65E5\u672C\u8A9E \uD55C\uAD6D\uC5B4 \u0E44\u0E17\u0E22 \u0639\u0631\u0628", "\U0001F469\u200D\U0001F469\u200D\U0001F467 \U0001F389\U0001F1E9\U0001F1EA", "\u2581lower block", "\u00A0\u3000\u200B x", "<s> </s> <unk> [INST] <|im_end|>",
    ];

    /// <summary>Refuses a tokenizer that llama.cpp would run otherwise.</summary>
    /// <exception cref="DemurException">A text gets other ids.</exception>
    public static void RequireSame(Tokenizer original, GgufTokenizerData data, string path)
    {
        // Behind a user-defined token llama.cpp puts a space where SentencePiece puts none; nothing in the file changes that.
        bool IsDrawn(int id) => data is not { Model: "llama", AddSpacePrefix: true } || original.AddedTokens.ContainsKey(id) || data.TokenTypes![id] != (int)GgufTokenType.UserDefined;
        if (FirstDifference(original, TokenizerFactory.FromGguf(data), IsDrawn) is { } text)
        {
            throw new DemurException($"{path}: GGUF cannot hold this tokenizer ({original.Kind}): {Shown.Name(text)} would be read otherwise. Save the model as a Hugging Face folder.");
        }
    }

    /// <summary>Refuses a tokenizer of a GGUF file whose <c>tokenizer.json</c> would give other ids.</summary>
    /// <exception cref="DemurException">A text gets other ids.</exception>
    public static void RequireSame(Tokenizer original, byte[] tokenizerJson, string path)
    {
        if (FirstDifference(original, TokenizerFactory.FromTokenizerJson(tokenizerJson), _ => true) is { } text)
        {
            throw new DemurException($"{path}: its tokenizer ({original.Kind}) cannot be written as tokenizer.json: {Shown.Name(text)} would be read otherwise. Save from the Hugging Face folder of this model.");
        }
    }

    private static string? FirstDifference(Tokenizer original, Tokenizer written, Func<int, bool> isDrawn)
    {
        var ids = Enumerable.Range(0, original.VocabularySize).Where(id => original.IdToToken(id) is not null && isDrawn(id)).ToArray();
        var random = new Random(1);
        var drawn = Enumerable.Range(0, ids.Length > 0 ? Drawn : 0)
            .Select(_ => original.Decode(Enumerable.Range(0, random.Next(1, LongestDraw)).Select(_ => ids[random.Next(ids.Length)]), skipSpecialTokens: false));
        return Fixed.Concat(drawn).FirstOrDefault(text => !original.EncodeToIds(text).SequenceEqual(written.EncodeToIds(text)));
    }
}

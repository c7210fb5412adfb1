using Demur.Models.Tokenizers;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>One small tokenizer of each kind.</summary>
internal static class SmallTokenizers
{
    private const string StrippingToken = """
        "added_tokens":[{"id":9,"content":"  ","single_word":false,"lstrip":true,"rstrip":true,"normalized":false,"special":false}]
        """;

    public static Tokenizer Open(string kind) => kind switch
    {
        "byte-level" => TokenizerFactory.FromGguf(SmallGguf.Data()),
        "byte fallback" => SmallJson.Read(SmallJson.Write(SmallJson.ByteFallback)),
        "unigram" => SmallJson.Read(SmallJson.Write(SmallJson.Pieces, preTokenizer: """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}""")),
        "wordpiece" => SmallJson.Read(SmallJson.Write(SmallJson.WordPieces, """{"type":"BertNormalizer"}""", """{"type":"BertPreTokenizer"}""")),
        "added" => SmallJson.Read(SmallJson.Write(SmallJson.Words, preTokenizer: """{"type":"WhitespaceSplit"}""", more: StrippingToken)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    public static string RandomWord(char first, int letters, int length)
    {
        var random = new Random(6);
        return string.Create(length, (first, letters), (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)(state.first + random.Next(state.letters));
            }
        });
    }
}

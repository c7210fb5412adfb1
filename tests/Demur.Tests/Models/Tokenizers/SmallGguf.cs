using Demur.Models.Tokenizers.Gguf;
using Demur.Models.Tokenizers.Text;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>The metadata of a byte-level BPE with all bytes, two merges and two control tokens.</summary>
internal static class SmallGguf
{
    public const int Bos = 256;
    public const int Eos = 257;
    public const int A = 'a' - '!';

    public static GgufTokenizerData Data()
    {
        // GPT-2's order: printable bytes first.
        var bytes = Enumerable.Range(0, 256).Select(value => ByteAlphabet.ToCharacter((byte)value)).Order().Select(letter => letter.ToString());
        string[] tokens = [.. bytes, "<s>", "</s>", "he", "hel"];
        return new GgufTokenizerData
        {
            Model = "gpt2",
            PreTokenizer = "gpt-2",
            Tokens = tokens,
            TokenTypes = [.. Enumerable.Repeat(1, 256), 3, 3, 1, 1],
            Merges = ["h e", "he l"],
            BosTokenId = Bos,
            EosTokenId = Eos,
        };
    }
}

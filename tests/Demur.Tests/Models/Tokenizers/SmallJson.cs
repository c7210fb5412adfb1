using System.Text;
using Demur.Models.Tokenizers;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>Small tokenizer.json files for tests: a part can be swapped, the rest is as plain as possible.</summary>
internal static class SmallJson
{
    public const string Words = """{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":1,"b":2,"ab":3,"A":4,"é":5}}""";
    public const string WordPieces = """{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":10,"vocab":{"[UNK]":0,"un":1,"##aff":2,"##able":3,"able":4}}""";
    public const string Pieces = """{"type":"Unigram","unk_id":0,"byte_fallback":false,"vocab":[["<unk>",0],["▁a",-1],["b",-2],["ab",-2.5],["▁",-4]]}""";
    public const string ByteFallback = """{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,"vocab":{"<unk>":0,"a":1,"b":2,"ab":3,"<0xC3>":4,"<0xA9>":5},"merges":["a b"]}""";
    public const string Suffixed = """{"type":"BPE","unk_token":"<unk>","end_of_word_suffix":"</w>","vocab":{"<unk>":0,"l":1,"o":2,"w</w>":3,"lo":4,"low</w>":5},"merges":["l o","lo w</w>"]}""";

    /// <summary>Writes a tokenizer.json with the given parts.</summary>
    public static string Write(
        string model, string normalizer = "null", string preTokenizer = "null", string more = "\"added_tokens\":[]") =>
        $$"""{"version":"1.0",{{more}},"normalizer":{{normalizer}},"pre_tokenizer":{{preTokenizer}},"model":{{model}}}""";

    public static Tokenizer Read(string json) => TokenizerFactory.FromTokenizerJson(Encoding.UTF8.GetBytes(json));

    /// <summary>Spells the tokens of a text, with a space between.</summary>
    public static string Tokens(this Tokenizer tokenizer, string text) => string.Join(' ', tokenizer.Encode(text).Tokens);

    /// <summary>Writes the offsets of a text as <c>0-1 1-3</c>.</summary>
    public static string Offsets(this Tokenizer tokenizer, string text) =>
        string.Join(' ', tokenizer.Encode(text).Offsets.Select(offset => $"{offset.Start}-{offset.End}"));
}

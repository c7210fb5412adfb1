using System.Text;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>Valid files, between them of every part that a tokenizer can have, for the mutator to damage.</summary>
internal static class HostileSeeds
{
    private const string Added = """
        "added_tokens":[{"id":6,"content":"<s>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true},{"id":7,"content":"Hello","single_word":true,"lstrip":false,"rstrip":true,"normalized":true,"special":false}],
        "truncation":{"direction":"Right","max_length":20,"strategy":"LongestFirst","stride":2},
        "padding":{"strategy":"BatchLongest","direction":"Left","pad_to_multiple_of":8,"pad_id":0,"pad_type_id":0,"pad_token":"?"}
        """;

    private const string Template = """
        "post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<s>":{"id":"<s>","ids":[6],"tokens":["<s>"]}}}]}
        """;

    /// <summary>Gets the tokenizer.json files.</summary>
    public static IReadOnlyList<string> Json { get; } =
    [
        SmallJson.Write(
            SmallJson.Words,
            """{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Lowercase"},{"type":"Strip","strip_left":true,"strip_right":true},{"type":"Nmt"}]}""",
            """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Punctuation","behavior":"Contiguous"},{"type":"Digits","individual_digits":false},{"type":"UnicodeScripts"},{"type":"FixedLength","length":3}]}""",
            Added + "," + Template),
        SmallJson.Write(
            SmallJson.WordPieces,
            """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""",
            """{"type":"BertPreTokenizer"}""",
            Added + ""","post_processor":{"type":"BertProcessing","sep":["able",4],"cls":["un",1]},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true}"""),
        SmallJson.Write(
            SmallJson.Pieces,
            """{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "},{"type":"Prepend","prepend":"x"}]}""",
            """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}""",
            Added + ""","decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"""),
        SmallJson.Write(
            SmallJson.ByteFallback,
            """{"type":"Replace","pattern":{"String":" "},"content":"▁"}""",
            """{"type":"Split","pattern":{"Regex":"(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|\\s+(?!\\S)|\\s+"},"behavior":"MergedWithPrevious","invert":false}""",
            Added + ""","post_processor":{"type":"RobertaProcessing","sep":["a",1],"cls":["b",2],"trim_offsets":true,"add_prefix_space":true},"decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":1}]}"""),
        SmallJson.Write(
            SmallJson.Suffixed,
            """{"type":"ByteLevel"}""",
            """{"type":"Sequence","pretokenizers":[{"type":"CharDelimiterSplit","delimiter":"-"},{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]}""",
            Added + ""","decoder":{"type":"Sequence","decoders":[{"type":"BPEDecoder","suffix":"</w>"},{"type":"CTC","pad_token":"?","word_delimiter_token":"|","cleanup":true},{"type":"ByteLevel"}]}"""),
    ];

    /// <summary>Writes a small SentencePiece BPE with bytes, a user-defined and an unused piece.</summary>
    public static byte[] SentencePiece()
    {
        var file = new List<byte>();
        var pieces = new List<(string Text, float Score, int Type)> { ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("▁", -1, 1), ("a", -2, 1), ("b", -3, 1), ("ab", -0.5f, 5), ("Hello", 0, 4) };
        pieces.AddRange(Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, 6)));
        foreach (var (text, score, type) in pieces)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            byte[] piece = [0x0A, (byte)bytes.Length, .. bytes, 0x15, .. BitConverter.GetBytes(score), 0x18, (byte)type];
            file.AddRange([0x0A, (byte)piece.Length, .. piece]);
        }

        byte[] trainer = [0x18, 2, 0x98, 0x02, 1];
        byte[] normalizer = [0x18, 1, 0x20, 1, 0x28, 1];
        file.AddRange([0x12, (byte)trainer.Length, .. trainer, 0x1A, (byte)normalizer.Length, .. normalizer]);
        return [.. file];
    }

    /// <summary>Writes a small rank file.</summary>
    public static byte[] Ranks()
    {
        var tokens = Enumerable.Range(0, 256).Select(value => new[] { (byte)value }).Concat(new[] { "he", "ll", "hell", "o,"}.Select(Encoding.UTF8.GetBytes));
        return Encoding.ASCII.GetBytes(string.Concat(tokens.Select((token, rank) => $"{Convert.ToBase64String(token)} {rank}\n")));
    }
}

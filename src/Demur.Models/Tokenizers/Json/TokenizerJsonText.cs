using System.Globalization;
using System.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>The parts of a tokenizer.json, each as JSON.</summary>
internal sealed record TokenizerJsonText
{
    /// <summary>GPT-2's split and spelling.</summary>
    public const string ByteLevelSplit = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";

    /// <summary>The spelling of bytes without a split.</summary>
    public const string ByteLevelSpelling = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";

    /// <summary>The decoder of byte-level vocabularies.</summary>
    public const string ByteLevelDecoder = """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""";

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    public string Normalizer { get; init; } = "null";

    public string PreTokenizer { get; init; } = "null";

    public string PostProcessor { get; init; } = "null";

    public string Decoder { get; init; } = "null";

    public required string Model { get; init; }

    /// <summary>Writes an isolating split at a regular expression.</summary>
    public static string Split(string pattern) =>
        $$"""{"type":"Split","pattern":{"Regex":{{JsonText.Quote(pattern)}}},"behavior":"Isolated","invert":false}""";

    /// <summary>Writes several pre-tokenizers as one.</summary>
    public static string Sequence(params string[] parts) =>
        $$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', parts)}}]}""";

    /// <summary>Writes the template that puts a token before or after each text; <c>null</c> for neither.</summary>
    public static string Template(string? first, int firstId, string? last, int lastId)
    {
        if (first is null && last is null)
        {
            return "null";
        }

        string?[] Around(string sequence, int type) =>
            [Special(first, type), $$$"""{"Sequence":{"id":"{{{sequence}}}","type_id":{{{type}}}}}""", Special(last, type)];
        var tokens = new[] { (Token: first, Id: firstId), (Token: last, Id: lastId) }
            .Where(pair => pair.Token is not null)
            .DistinctBy(pair => pair.Token)
            .Select(pair => $$"""{{JsonText.Quote(pair.Token!)}}:{"id":{{JsonText.Quote(pair.Token!)}},"ids":[{{pair.Id}}],"tokens":[{{JsonText.Quote(pair.Token!)}}]}""");
        var single = string.Join(',', Around("A", 0).OfType<string>());
        var both = string.Join(',', Around("A", 0).Concat(Around("B", 1)).OfType<string>());
        return $$$"""{"type":"TemplateProcessing","single":[{{{single}}}],"pair":[{{{both}}}],"special_tokens":{{{{string.Join(',', tokens)}}}}}""";
    }

    /// <summary>Writes a model of type BPE.</summary>
    public static string Bpe(IEnumerable<(string Token, int Id)> vocabulary, IEnumerable<(string Left, string Right)> merges, string options)
    {
        var json = new StringBuilder();
        json.Append("""{"type":"BPE","dropout":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,""").Append(options);
        json.Append(",\"vocab\":{");
        json.AppendJoin(',', vocabulary.Select(pair => $"{JsonText.Quote(pair.Token)}:{pair.Id.ToString(CultureInfo.InvariantCulture)}"));
        json.Append("},\"merges\":[");
        json.AppendJoin(',', merges.Select(pair => $"[{JsonText.Quote(pair.Left)},{JsonText.Quote(pair.Right)}]"));
        return json.Append("]}").ToString();
    }

    /// <summary>Writes an added token.</summary>
    public static string Added(AddedToken token, bool withId) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{{{(withId ? $"\"id\":{token.Id}," : string.Empty)}}"content":{{JsonText.Quote(token.Content)}},"single_word":{{Text(token.SingleWord)}},"lstrip":{{Text(token.LeftStrip)}},"rstrip":{{Text(token.RightStrip)}},"normalized":{{Text(token.Normalized)}},"special":{{Text(token.Special)}}}""");

    /// <summary>Writes the whole file.</summary>
    public override string ToString() => new StringBuilder()
        .Append("""{"version":"1.0","truncation":null,"padding":null,"added_tokens":[""")
        .AppendJoin(',', AddedTokens.OrderBy(token => token.Id).Select(token => Added(token, withId: true)))
        .Append("],\"normalizer\":").Append(Normalizer)
        .Append(",\"pre_tokenizer\":").Append(PreTokenizer)
        .Append(",\"post_processor\":").Append(PostProcessor)
        .Append(",\"decoder\":").Append(Decoder)
        .Append(",\"model\":").Append(Model).Append('}')
        .ToString();

    private static string? Special(string? token, int type) =>
        token is null ? null : $$$"""{"SpecialToken":{"id":{{{JsonText.Quote(token)}}},"type_id":{{{type}}}}}""";

    private static string Text(bool value) => value ? "true" : "false";
}

using System.Globalization;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Json;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>Writes the byte-level BPE of a GGUF file as the tokenizer.json that Transformers would load.</summary>
internal static class GgufByteLevelJson
{
    private const string Decoder = """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""";

    public static string Write(GgufTokenizerData data)
    {
        if (data.Merges is null)
        {
            throw new DemurException("The GGUF file has no tokenizer.ggml.merges, which a byte-level BPE needs. Convert the model again.");
        }

        var definition = GgufPreTokenizers.Find(data.PreTokenizer);
        var json = new StringBuilder();
        json.Append("""{"version":"1.0","truncation":null,"padding":null,"added_tokens":[""");
        json.AppendJoin(',', AddedTokens(data));
        json.Append("],\"normalizer\":").Append(definition.Nfc ? """{"type":"NFC"}""" : "null");
        json.Append(",\"pre_tokenizer\":").Append(definition.PreTokenizerJson);
        json.Append(",\"post_processor\":").Append(PostProcessor(data));
        json.Append(",\"decoder\":").Append(Decoder);
        json.Append(",\"model\":").Append(Model(data, definition.IgnoreMerges)).Append('}');
        return json.ToString();
    }

    public static SpecialTokenIds SpecialTokens(GgufTokenizerData data) => new()
    {
        Bos = InRange(data, data.BosTokenId),
        Eos = InRange(data, data.EosTokenId),
        Pad = InRange(data, data.PaddingTokenId),
        Unk = InRange(data, data.UnknownTokenId),
    };

    private static int? InRange(GgufTokenizerData data, int? id) =>
        id is null or (>= 0 and < int.MaxValue) && (id ?? 0) < data.Tokens.Count
            ? id
            : throw new DemurException($"The GGUF file names the token {id}, but its vocabulary ends at {data.Tokens.Count - 1}. The file is damaged.");

    private static IEnumerable<string> AddedTokens(GgufTokenizerData data)
    {
        for (var id = 0; id < data.Tokens.Count && id < (data.TokenTypes?.Count ?? 0); id++)
        {
            var type = (GgufTokenType)data.TokenTypes![id];
            if (type is GgufTokenType.Control or GgufTokenType.UserDefined or GgufTokenType.Unknown)
            {
                var special = type == GgufTokenType.UserDefined ? "false" : "true";
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"id":{{id}},"content":{{JsonText.Quote(data.Tokens[id])}},"single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":{{special}}}""");
            }
        }
    }

    private static string PostProcessor(GgufTokenizerData data)
    {
        var bos = data.AddBosToken == true ? InRange(data, data.BosTokenId) : null;
        var eos = data.AddEosToken == true ? InRange(data, data.EosTokenId) : null;
        if (bos is null && eos is null)
        {
            return "null";
        }

        string Around(string sequence, int type) => string.Join(',', new[] { Special(bos, type), Sequence(sequence, type), Special(eos, type) }.OfType<string>());
        string? Special(int? id, int type) => id is null ? null : $$$"""{"SpecialToken":{"id":{{{Token(id.Value)}}},"type_id":{{{type}}}}}""";
        string Token(int id) => JsonText.Quote(data.Tokens[id]);
        var tokens = new[] { bos, eos }.OfType<int>().Distinct()
            .Select(id => $$"""{{Token(id)}}:{"id":{{Token(id)}},"ids":[{{id}}],"tokens":[{{Token(id)}}]}""");
        return $$$"""{"type":"TemplateProcessing","single":[{{{Around("A", 0)}}}],"pair":[{{{Around("A", 0)}}},{{{Around("B", 1)}}}],"special_tokens":{{{{string.Join(',', tokens)}}}}}""";
    }

    private static string Sequence(string name, int type) => $$$"""{"Sequence":{"id":"{{{name}}}","type_id":{{{type}}}}}""";

    private static string Model(GgufTokenizerData data, bool ignoreMerges)
    {
        var json = new StringBuilder();
        json.Append("""{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"ignore_merges":""");
        json.Append(ignoreMerges ? "true" : "false").Append(",\"vocab\":{");
        json.AppendJoin(',', data.Tokens.Select((token, id) => $"{JsonText.Quote(token)}:{id.ToString(CultureInfo.InvariantCulture)}"));
        json.Append("},\"merges\":[");
        json.AppendJoin(',', data.Merges!.Select(Merge));
        return json.Append("]}").ToString();
    }

    private static string Merge(string line, int rank) => MergeLine.Parse(line) is var (left, right)
        ? $"[{JsonText.Quote(left)},{JsonText.Quote(right)}]"
        : throw new DemurException($"tokenizer.ggml.merges[{rank}] is '{line}', but must be two tokens with one space between them. The file is damaged.");
}

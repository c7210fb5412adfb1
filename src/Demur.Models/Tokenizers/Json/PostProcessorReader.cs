using Demur.Models.Tokenizers.PostProcessors;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>post_processor</c> of a tokenizer.json.</summary>
internal static class PostProcessorReader
{
    private const string Known = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence";

    public static IPostProcessor? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static IPostProcessor ReadOne(JsonPart part) => part["type"].String() switch
    {
        "TemplateProcessing" => ReadTemplate(part),
        "BertProcessing" => new BertProcessing(TokenId(part["cls"]), TokenId(part["sep"])),
        "RobertaProcessing" => new RobertaProcessing(TokenId(part["cls"]), TokenId(part["sep"]), Trimmer(part)),
        "ByteLevel" => new ByteLevelProcessing(Trimmer(part)),
        "Sequence" => new PostProcessorSequence([.. part["processors"].Items().Select(ReadOne)]),
        var other => throw part.Unknown("post-processor", other, Known),
    };

    private static OffsetTrimmer? Trimmer(JsonPart part) =>
        part["trim_offsets"].BooleanOr(true) ? new OffsetTrimmer(part["add_prefix_space"].BooleanOr(true)) : null;

    // Stored as [token, id].
    private static int TokenId(JsonPart part) =>
        part.Items().ToArray() is [_, var id] ? id.TokenId() : throw part.Wrong("a token and its id");

    private static TemplateProcessing ReadTemplate(JsonPart part)
    {
        var tokens = part["special_tokens"].IsNull
            ? []
            : part["special_tokens"].Fields().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        return new TemplateProcessing(ReadPieces(part["single"], tokens), ReadPieces(part["pair"], tokens));
    }

    private static TemplatePiece[] ReadPieces(JsonPart template, Dictionary<string, JsonPart> tokens) =>
        template.IsNull ? [] : [.. template.Items().Select(piece => ReadPiece(piece, tokens))];

    private static TemplatePiece ReadPiece(JsonPart piece, Dictionary<string, JsonPart> tokens)
    {
        if (piece["Sequence"] is { IsNull: false } sequence)
        {
            return new TemplatePiece(sequence["id"].String() == "A" ? 0 : 1, null, sequence["type_id"].IntegerOr(0));
        }

        var special = piece["SpecialToken"];
        var name = special["id"].String();
        if (!tokens.TryGetValue(name, out var token))
        {
            throw special.Unknown("special token", name, string.Join(", ", tokens.Keys.Take(10)));
        }

        return new TemplatePiece(0, [.. token["ids"].Items().Select(id => id.TokenId())], special["type_id"].IntegerOr(0));
    }
}

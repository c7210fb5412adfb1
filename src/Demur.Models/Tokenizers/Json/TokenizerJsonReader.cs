using Demur.Models.Tokenizers.Algorithms;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a tokenizer.json.</summary>
internal static class TokenizerJsonReader
{
    public static TokenizerParts Read(JsonPart root)
    {
        var version = root["version"].StringOr("1.0");
        if (version != "1.0")
        {
            throw root["version"].Unknown("version", version, "1.0");
        }

        var preTokenizer = PreTokenizerReader.Read(root["pre_tokenizer"]);
        var model = ModelReader.Read(root["model"], preTokenizer, out preTokenizer);
        return new TokenizerParts
        {
            Model = model,
            Normalizer = NormalizerReader.Read(root["normalizer"]),
            PreTokenizer = preTokenizer,
            PostProcessor = PostProcessorReader.Read(root["post_processor"]),
            Decoder = DecoderReader.Read(root["decoder"]),
            AddedTokens = Resolve(AddedTokenReader.ReadList(root["added_tokens"]), model),
            Truncation = LimitReader.ReadTruncation(root["truncation"]),
            Padding = LimitReader.ReadPadding(root["padding"]),
        };
    }

    // The vocabulary has the last word on the id of an added token.
    private static List<AddedToken> Resolve(List<AddedToken> tokens, ITokenModel model) =>
        [.. tokens.Select(token => model.TryGetId(token.Content, out var id) ? token with { Id = id } : token)];
}

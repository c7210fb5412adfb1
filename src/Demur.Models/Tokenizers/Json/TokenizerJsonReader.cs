using Demur.Abstractions;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a tokenizer.json.</summary>
internal static class TokenizerJsonReader
{
    private const int MostObjects = 300;

    /// <exception cref="DemurException">The contents are damaged or ask for a part that is not known.</exception>
    public static TokenizerParts Read(ReadOnlyMemory<byte> json, string name) =>
        JsonFile.Parse(json, name, root => Read(root, given: null)) with { Json = () => Utf8.ToText(json.Span) };

    /// <summary>Reads everything but the vocabulary of a byte pair encoding, which is given.</summary>
    /// <exception cref="DemurException">The contents are damaged or ask for a part that is not known.</exception>
    public static TokenizerParts Read(string json, string name, BpeVocabulary given) =>
        JsonFile.Parse(Utf8.Encode(json), name, root => Read(root, given));

    private static TokenizerParts Read(JsonPart root, BpeVocabulary? given)
    {
        var version = root["version"].StringOr("1.0");
        if (version != "1.0")
        {
            throw root["version"].Unknown("version", version, "1.0");
        }

        CheckSize(root["normalizer"], root["pre_tokenizer"], root["post_processor"], root["decoder"]);
        var preTokenizer = PreTokenizerReader.Read(root["pre_tokenizer"]);
        var model = given is null
            ? ModelReader.Read(root["model"], preTokenizer, out preTokenizer)
            : ModelReader.Create(given, preTokenizer, out preTokenizer);
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

    // Every part runs over the whole text: a few are usual, thousands would be a trap.
    private static void CheckSize(params JsonPart[] parts)
    {
        foreach (var part in parts)
        {
            if (part.CountObjects() is > MostObjects and var count)
            {
                throw new DemurException($"{part.Path} is made of {count:N0} parts; at most {MostObjects} are allowed. Use another tokenizer.");
            }
        }
    }

    // The vocabulary has the last word on the id of an added token.
    private static List<AddedToken> Resolve(List<AddedToken> tokens, ITokenModel model) =>
        [.. tokens.Select(token => model.TryGetId(token.Content, out var id) ? token with { Id = id } : token)];
}

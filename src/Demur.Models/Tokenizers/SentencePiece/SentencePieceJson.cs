using System.Globalization;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Json;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Writes a SentencePiece BPE as the tokenizer.json that Transformers makes of it.</summary>
internal static class SentencePieceJson
{
    private const string VisibleSpace = """{"type":"Replace","pattern":{"String":" "},"content":"▁"}""";

    /// <exception cref="DemurException">The model needs more than a tokenizer.json of this kind can say.</exception>
    public static string Write(SentencePieceData data, int? bos, int? eos)
    {
        if (data.ModelType != SentencePieceModelType.Bpe || data.Normalizer.PrecompiledCharsMap.Length > 0 || data.Normalizer.RemoveExtraWhiteSpaces)
        {
            throw new DemurException(
                "Only a SentencePiece BPE that leaves the text as it is can be written as tokenizer.json. Copy the tokenizer.model beside the weights instead.");
        }

        var unknown = data.Pieces[data.UnknownId].Text;
        var prefix = data.Normalizer.AddDummyPrefix;
        return new TokenizerJsonText
        {
            AddedTokens = [.. data.Pieces
                .Select((piece, id) => new AddedToken { Id = id, Content = piece.Text, Special = piece.Type != SentencePieceType.UserDefined })
                .Where(token => data.Pieces[token.Id].Type is SentencePieceType.Control or SentencePieceType.Unknown or SentencePieceType.UserDefined)],
            Normalizer = prefix
                ? $$"""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{{VisibleSpace}}]}"""
                : VisibleSpace,
            PostProcessor = TokenizerJsonText.Template(
                bos is { } first ? data.Pieces[first].Text : null, bos ?? 0, eos is { } last ? data.Pieces[last].Text : null, eos ?? 0),
            Decoder = Decoder(prefix),
            Model = TokenizerJsonText.Bpe(
                data.Pieces.Select((piece, id) => (piece.Text, id)),
                Merges(data),
                $"\"unk_token\":{JsonText.Quote(unknown)},\"fuse_unk\":true,\"byte_fallback\":{(data.ByteFallback ? "true" : "false")},\"ignore_merges\":false"),
        }.ToString();
    }

    private static string Decoder(bool prefix)
    {
        var json = new StringBuilder("""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}""");
        json.Append(prefix ? """,{"type":"Strip","content":" ","start":1,"stop":0}""" : string.Empty);
        return json.Append("]}").ToString();
    }

    // Every way to put a piece together from two others, the best score first and short parts before long ones.
    private static IEnumerable<(string Left, string Right)> Merges(SentencePieceData data)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < data.Pieces.Count; id++)
        {
            if (data.Pieces[id].Type is SentencePieceType.Normal or SentencePieceType.UserDefined)
            {
                ids.TryAdd(data.Pieces[id].Text, id);
            }
        }

        return ids.Keys
            .Where(text => data.Pieces[ids[text]].Type == SentencePieceType.Normal)
            .SelectMany(text => Splits(text).Where(pair => ids.ContainsKey(pair.Left) && ids.ContainsKey(pair.Right)))
            .OrderByDescending(pair => data.Pieces[ids[pair.Left + pair.Right]].Score)
            .ThenBy(pair => new StringInfo(pair.Left).LengthInTextElements)
            .ThenBy(pair => ids[pair.Left]);
    }

    private static IEnumerable<(string Left, string Right)> Splits(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsLowSurrogate(text[i]))
            {
                yield return (text[..i], text[i..]);
            }
        }
    }
}

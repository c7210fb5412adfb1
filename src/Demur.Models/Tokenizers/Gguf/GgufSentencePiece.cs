using Demur.Abstractions;
using Demur.Models.Tokenizers.PostProcessors;
using Demur.Models.Tokenizers.SentencePiece;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>Reads the SentencePiece vocabulary of a GGUF file: BPE (<c>llama</c>) or Unigram (<c>t5</c>).</summary>
internal static class GgufSentencePiece
{
    /// <summary>The name of Unigram in GGUF.</summary>
    public const string Unigram = "t5";

    /// <exception cref="DemurException">Scores or types are missing or do not fit the tokens.</exception>
    public static TokenizerParts Read(GgufTokenizerData data)
    {
        if (data.Scores is not { } scores || data.TokenTypes is not { } types || scores.Count != data.Tokens.Count || types.Count != data.Tokens.Count)
        {
            throw new DemurException(
                $"The GGUF file has {data.Tokens.Count} tokens, {data.Scores?.Count ?? 0} scores and {data.TokenTypes?.Count ?? 0} token types; a SentencePiece vocabulary needs as many of each. Convert the model again.");
        }

        var pieces = data.Tokens
            .Select((token, id) => new VocabularyPiece(token.Length == 0 ? "\0" : token, scores[id], TypeOf(types[id])))
            .ToArray();
        var unigram = data.Model == Unigram;
        var model = new SentencePieceData
        {
            Pieces = pieces,
            ModelType = unigram ? SentencePieceModelType.Unigram : SentencePieceModelType.Bpe,
            DoublePrecision = true,
            ByteFallback = !unigram && pieces.Count(piece => piece.Type == SentencePieceType.Byte) == 256,
            BosId = data.BosTokenId ?? -1,
            EosId = data.EosTokenId ?? -1,
            PadId = data.PaddingTokenId ?? -1,
            Normalizer = new NormalizerSpec
            {
                AddDummyPrefix = data.AddSpacePrefix ?? !unigram,
                RemoveExtraWhiteSpaces = unigram && (data.RemoveExtraWhiteSpaces ?? false),
                PrecompiledCharsMap = unigram && data.PrecompiledCharsMap is { } map ? map.ToArray() : [],
            },
        };
        var parts = SentencePieceParts.Create(model);
        var bos = data.AddBosToken ?? !unigram ? parts.SpecialTokens.Bos : null;
        var eos = data.AddEosToken ?? unigram ? parts.SpecialTokens.Eos : null;
        return parts with
        {
            AddedTokens = GgufSpecialTokens.AddedTokens(data),
            PostProcessor = SpecialTemplates.Around(bos, eos),
            Json = () => SentencePieceJson.Write(model, bos, eos),
        };
    }

    private static SentencePieceType TypeOf(int type) =>
        Enum.IsDefined((SentencePieceType)type) ? (SentencePieceType)type : SentencePieceType.Normal;
}

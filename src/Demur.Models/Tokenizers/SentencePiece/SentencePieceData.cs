using Demur.Abstractions;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>A SentencePiece model as its file stores it.</summary>
internal sealed record SentencePieceData
{
    public required IReadOnlyList<VocabularyPiece> Pieces { get; init; }

    public SentencePieceModelType ModelType { get; init; } = SentencePieceModelType.Unigram;

    public bool ByteFallback { get; init; }

    /// <summary>Gets whether Unigram's scores are summed in double precision, which the file does not say: llama.cpp and Transformers do.</summary>
    public bool DoublePrecision { get; init; }

    public bool WhiteSpaceAsSuffix { get; init; }

    public string UnknownSurface { get; init; } = " \u2047 ";

    public int BosId { get; init; } = 1;

    public int EosId { get; init; } = 2;

    public int PadId { get; init; } = -1;

    public NormalizerSpec Normalizer { get; init; } = new();

    public NormalizerSpec? Denormalizer { get; init; }

    /// <summary>Gets the id of the one unknown piece.</summary>
    /// <exception cref="DemurException">There is none.</exception>
    public int UnknownId
    {
        get
        {
            for (var id = 0; id < Pieces.Count; id++)
            {
                if (Pieces[id].Type == SentencePieceType.Unknown)
                {
                    return id;
                }
            }

            throw new DemurException($"The SentencePiece vocabulary of {Pieces.Count:N0} pieces has none of type 'unknown'. The file is damaged.");
        }
    }
}

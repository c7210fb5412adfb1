using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Decoders;
using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.PostProcessors;
using Demur.Models.Tokenizers.PreTokenizers;
using Demur.Models.Tokenizers.SentencePiece;

namespace Demur.Models.Tokenizers;

/// <summary>What a tokenizer is put together from; whatever is missing leaves the text alone.</summary>
internal sealed record TokenizerParts
{
    public required ITokenModel Model { get; init; }

    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public IPostProcessor? PostProcessor { get; init; }

    public IDecoder? Decoder { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    public Truncation? Truncation { get; init; }

    public Padding? Padding { get; init; }

    public SpecialTokenIds SpecialTokens { get; init; } = new();

    /// <summary>Gets the SentencePiece model that this is; null for all others.</summary>
    public SentencePieceData? SentencePiece { get; init; }

    /// <summary>Gets what writes the tokenizer as tokenizer.json; null when that cannot be done.</summary>
    public Func<string>? Json { get; init; }
}

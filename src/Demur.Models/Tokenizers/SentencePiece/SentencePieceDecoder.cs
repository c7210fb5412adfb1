using System.Buffers;
using System.Text;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Decoders;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Turns pieces back into text as SentencePiece does; control pieces are not left out here.</summary>
internal sealed class SentencePieceDecoder : IDecoder
{
    private const string VisibleSpace = "\u2581";

    private readonly string _unknownPiece;
    private readonly string _unknownSurface;
    private readonly bool _dropsFirstSpace;
    private readonly bool _dropsAllFirstSpaces;
    private readonly bool _readsBytes;
    private readonly SentencePieceNormalizer? _denormalizer;

    public SentencePieceDecoder(SentencePieceData data)
    {
        _unknownPiece = data.Pieces[data.UnknownId].Text;
        _unknownSurface = data.UnknownSurface;
        _dropsFirstSpace = data.Normalizer.AddDummyPrefix || data.Normalizer.RemoveExtraWhiteSpaces;
        _dropsAllFirstSpaces = data.Normalizer.RemoveExtraWhiteSpaces;
        _readsBytes = data.ByteFallback;
        _denormalizer = data.Denormalizer is { PrecompiledCharsMap.Length: > 0 } spec
            ? new SentencePieceNormalizer(spec, whiteSpaceAsSuffix: false, userDefined: null)
            : null;
    }

    public List<string> Decode(List<string> tokens)
    {
        var text = new StringBuilder();
        var bytes = new List<byte>();
        var atStart = true;
        var firstSpaceSeen = false;
        foreach (var token in tokens)
        {
            if (_readsBytes && ByteTokens.TryRead(token, out var value))
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, text);
            atStart &= !firstSpaceSeen && text.Length == 0;
            text.Append(DecodePiece(token, atStart, out firstSpaceSeen));
        }

        Flush(bytes, text);
        return [Denormalize(text.ToString())];
    }

    private string DecodePiece(string token, bool atStart, out bool firstSpaceSeen)
    {
        firstSpaceSeen = false;
        if (token == _unknownPiece)
        {
            return _unknownSurface;
        }

        if (atStart && _dropsFirstSpace && token.StartsWith(VisibleSpace, StringComparison.Ordinal))
        {
            token = token[VisibleSpace.Length..];
            firstSpaceSeen = !_dropsAllFirstSpaces;
        }

        return token.Replace(VisibleSpace, " ", StringComparison.Ordinal);
    }

    // Each byte that is no part of a character becomes one U+FFFD.
    private static void Flush(List<byte> bytes, StringBuilder text)
    {
        var rest = bytes.ToArray().AsSpan();
        while (!rest.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(rest, out var rune, out var length) == OperationStatus.Done;
            text.Append(isValid ? rune.ToString() : "\uFFFD");
            rest = rest[(isValid ? length : 1)..];
        }

        bytes.Clear();
    }

    private string Denormalize(string text) => _denormalizer is null
        ? text
        : Utf8.ToText(_denormalizer.Normalize(Piece.Whole(new NormalizedText(Utf8.Encode(text)))).Span);
}

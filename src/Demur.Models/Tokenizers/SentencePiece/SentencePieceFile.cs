using Demur.Abstractions;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Reads a SentencePiece <c>.model</c> file (sentencepiece_model.proto).</summary>
internal static class SentencePieceFile
{
    /// <exception cref="DemurException">The message is damaged or holds no vocabulary.</exception>
    public static SentencePieceData Parse(ReadOnlySpan<byte> message)
    {
        var pieces = new List<VocabularyPiece>();
        var data = new SentencePieceData { Pieces = pieces };
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    pieces.Add(ReadPiece(reader.AsBytes(), pieces.Count));
                    break;
                case 2:
                    data = ReadTrainer(reader.AsBytes(), data);
                    break;
                case 3:
                    data = data with { Normalizer = ReadNormalizer(reader.AsBytes()) };
                    break;
                case 5:
                    data = data with { Denormalizer = ReadNormalizer(reader.AsBytes()) };
                    break;
            }
        }

        return pieces.Count > 0 ? data : throw new DemurException("The file holds no SentencePiece vocabulary. It is damaged or of another kind.");
    }

    private static VocabularyPiece ReadPiece(ReadOnlySpan<byte> message, int id)
    {
        var piece = new VocabularyPiece(string.Empty, 0, SentencePieceType.Normal);
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            piece = reader.Field switch
            {
                1 => piece with { Text = Utf8.ToText(reader.AsBytes()) },
                2 => piece with { Score = reader.AsFloat() },
                3 => piece with { Type = (SentencePieceType)reader.AsInteger() },
                _ => piece,
            };
        }

        return piece.Text.Length > 0 && float.IsFinite(piece.Score) && Enum.IsDefined(piece.Type)
            ? piece
            : throw new DemurException($"Piece {id} of the SentencePiece vocabulary is empty, has no finite score or is of unknown type {(int)piece.Type}. The file is damaged.");
    }

    private static SentencePieceData ReadTrainer(ReadOnlySpan<byte> message, SentencePieceData data)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            data = reader.Field switch
            {
                3 => data with { ModelType = (SentencePieceModelType)reader.AsInteger() },
                24 => data with { WhiteSpaceAsSuffix = reader.AsBoolean() },
                35 => data with { ByteFallback = reader.AsBoolean() },
                41 => data with { BosId = reader.AsInteger() },
                42 => data with { EosId = reader.AsInteger() },
                43 => data with { PadId = reader.AsInteger() },
                44 => data with { UnknownSurface = Utf8.ToText(reader.AsBytes()) },
                _ => data,
            };
        }

        return data;
    }

    private static NormalizerSpec ReadNormalizer(ReadOnlySpan<byte> message)
    {
        var spec = new NormalizerSpec();
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            spec = reader.Field switch
            {
                2 => spec with { PrecompiledCharsMap = reader.AsBytes().ToArray() },
                3 => spec with { AddDummyPrefix = reader.AsBoolean() },
                4 => spec with { RemoveExtraWhiteSpaces = reader.AsBoolean() },
                5 => spec with { EscapeWhiteSpaces = reader.AsBoolean() },
                _ => spec,
            };
        }

        return spec;
    }
}

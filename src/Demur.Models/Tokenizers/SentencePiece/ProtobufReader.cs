using System.Buffers.Binary;
using Demur.Abstractions;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Reads the fields of a protocol buffers message one after another.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;
    private ulong _number;
    private ReadOnlySpan<byte> _bytes;
    private int _kind;

    /// <summary>Gets the number of the field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>Reads the next field; false at the end of the message.</summary>
    /// <exception cref="DemurException">The message is cut off or damaged.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        _kind = (int)(tag & 7);
        switch (_kind)
        {
            case Varint:
                _number = ReadVarint();
                break;
            case Fixed64:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case Fixed32:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            case Bytes:
                _bytes = Take(ReadVarint());
                break;
            default:
                throw Damaged($"field {Field} is of kind {_kind}");
        }

        return true;
    }

    public readonly ReadOnlySpan<byte> AsBytes() => _kind == Bytes ? _bytes : throw Damaged($"field {Field} holds no bytes");

    public readonly int AsInteger() => _kind == Varint ? unchecked((int)_number) : throw Damaged($"field {Field} holds no whole number");

    public readonly bool AsBoolean() => AsInteger() != 0;

    public readonly float AsFloat() => _kind == Fixed32 ? BitConverter.UInt32BitsToSingle((uint)_number) : throw Damaged($"field {Field} holds no float");

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number is too long");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw Damaged($"field {Field} goes {count:N0} bytes on where {_rest.Length:N0} are left");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static DemurException Damaged(string reason) =>
        new($"The SentencePiece model is damaged: {reason}. Copy or download the file again.");
}

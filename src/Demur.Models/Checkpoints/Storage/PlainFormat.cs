using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Storage;

/// <summary>Numbers stored one after the other, little-endian.</summary>
internal sealed class PlainFormat : IStorageFormat
{
    private PlainFormat(string name, ScalarType type)
    {
        Name = name;
        DType = type;
        BlockBytes = type.Size();
    }

    public static PlainFormat Float64 { get; } = new("F64", ScalarType.Float64);

    public static PlainFormat Float32 { get; } = new("F32", ScalarType.Float32);

    public static PlainFormat Float16 { get; } = new("F16", ScalarType.Float16);

    public static PlainFormat BFloat16 { get; } = new("BF16", ScalarType.BFloat16);

    public static PlainFormat Int64 { get; } = new("I64", ScalarType.Int64);

    public static PlainFormat Int32 { get; } = new("I32", ScalarType.Int32);

    public static PlainFormat UInt8 { get; } = new("U8", ScalarType.UInt8);

    public static PlainFormat Bool { get; } = new("BOOL", ScalarType.Bool);

    public static IReadOnlyList<PlainFormat> All { get; } = [Float32, Float16, BFloat16, Float64, Int64, Int32, UInt8, Bool];

    public string Name { get; }

    public ScalarType DType { get; }

    public int BlockElements => 1;

    public int BlockBytes { get; }

    public ScalarType? SameBytes => DType;

    public static PlainFormat Of(ScalarType type) => All.First(format => format.DType == type);

    public void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        switch (DType)
        {
            case ScalarType.Float32:
                stored.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case ScalarType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(stored), values);
                break;
            case ScalarType.BFloat16:
                FloatConversion.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(stored), values);
                break;
            default:
                throw new NotSupportedException($"{Name} is read at its own type and converted by the tensor engine.");
        }
    }
}

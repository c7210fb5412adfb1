namespace Demur.Tensors;

/// <summary>What is known of a <see cref="ScalarType"/> without a tensor.</summary>
public static class ScalarTypeExtensions
{
    /// <summary>The bytes that one element takes.</summary>
    public static int Size(this ScalarType type) => type switch
    {
        ScalarType.UInt8 or ScalarType.Bool => 1,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type that a tensor can have here."),
    };

    /// <summary>Whether gradients and fractions exist in this type.</summary>
    public static bool IsFloatingPoint(this ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    /// <summary>The element type that holds values of a managed type.</summary>
    /// <typeparam name="T">One of byte, bool, int, long, Half, float, double.</typeparam>
    internal static ScalarType Of<T>()
        where T : unmanaged
    {
        return typeof(T) switch
        {
            var type when type == typeof(float) => ScalarType.Float32,
            var type when type == typeof(long) => ScalarType.Int64,
            var type when type == typeof(double) => ScalarType.Float64,
            var type when type == typeof(int) => ScalarType.Int32,
            var type when type == typeof(bool) => ScalarType.Bool,
            var type when type == typeof(byte) => ScalarType.UInt8,
            var type when type == typeof(Half) => ScalarType.Float16,
            _ => throw new NotSupportedException($"No tensor holds {typeof(T).Name}: use byte, bool, int, long, Half, float or double."),
        };
    }
}

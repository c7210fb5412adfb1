using System.Globalization;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>The key-value part of a GGUF file, with values as .NET has them.</summary>
/// <remarks>
/// Scalars are <see cref="string"/>, <see cref="bool"/>, whole and floating numbers of their own width; arrays are .NET arrays of one of
/// these. The typed readers widen. Thread-safe.
/// </remarks>
public sealed class GgufMetadata
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal GgufMetadata(string location, IReadOnlyDictionary<string, object> values)
    {
        Location = location;
        _values = values;
    }

    /// <summary>Gets the file, for messages.</summary>
    public string Location { get; }

    /// <summary>Gets every key with its value.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>Reads a text; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type.</exception>
    public string? Text(string key) => Find(key) switch
    {
        null => null,
        string text => text,
        var other => throw Bad(key, other, "a text"),
    };

    /// <summary>Reads a whole number; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type or does not fit 64 signed bits.</exception>
    public long? Whole(string key) => Find(key) is not { } value ? null : AsWhole(value) ?? throw Bad(key, value, "a whole number");

    /// <summary>Reads a number; <see langword="null"/> when the key is absent.</summary>
    /// <remarks>A float32 becomes the double that prints alike, so 1e-5 stays 1e-5.</remarks>
    /// <exception cref="DemurException">The value is not a finite number.</exception>
    public double? Real(string key) => Find(key) switch
    {
        null => null,
        float number when float.IsFinite(number) => Widen(number),
        double number when double.IsFinite(number) => number,
        var other => AsWhole(other) ?? throw Bad(key, other, "a finite number"),
    };

    /// <summary>Reads a flag; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type.</exception>
    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        bool flag => flag,
        var other => throw Bad(key, other, "a flag"),
    };

    /// <summary>Reads a list of texts; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type.</exception>
    public IReadOnlyList<string>? Texts(string key) => Find(key) switch
    {
        null => null,
        string[] texts => texts,
        var other => throw Bad(key, other, "a list of texts"),
    };

    /// <summary>Reads a list of whole numbers; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type.</exception>
    public IReadOnlyList<long>? Wholes(string key) => Find(key) switch
    {
        null => null,
        int[] numbers => Array.ConvertAll(numbers, number => (long)number),
        uint[] numbers => Array.ConvertAll(numbers, number => (long)number),
        byte[] numbers => Array.ConvertAll(numbers, number => (long)number),
        sbyte[] numbers => Array.ConvertAll(numbers, number => (long)number),
        short[] numbers => Array.ConvertAll(numbers, number => (long)number),
        ushort[] numbers => Array.ConvertAll(numbers, number => (long)number),
        long[] numbers => numbers,
        var other => throw Bad(key, other, "a list of whole numbers"),
    };

    /// <summary>Reads a list of float32 numbers; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type.</exception>
    public IReadOnlyList<float>? Reals(string key) => Find(key) switch
    {
        null => null,
        float[] numbers => numbers,
        double[] numbers => Array.ConvertAll(numbers, number => (float)number),
        var other => throw Bad(key, other, "a list of numbers"),
    };

    /// <summary>Reads a list of bytes; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="DemurException">The value is of another type.</exception>
    public ReadOnlyMemory<byte>? Bytes(string key) => Find(key) switch
    {
        null => null,
        byte[] bytes => bytes,
        sbyte[] bytes => Array.ConvertAll(bytes, value => unchecked((byte)value)),
        var other => throw Bad(key, other, "a list of bytes"),
    };

    /// <summary>Widens to the double that prints alike.</summary>
    internal static double Widen(float number) => double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private object? Find(string key) => _values.GetValueOrDefault(key);

    private static long? AsWhole(object value) => value switch
    {
        byte number => number,
        sbyte number => number,
        ushort number => number,
        short number => number,
        uint number => number,
        int number => number,
        long number => number,
        ulong number when number <= long.MaxValue => (long)number,
        _ => null,
    };

    private DemurException Bad(string key, object value, string expected)
    {
        var shown = value is string text ? Shown.Name(text)
            : value is Array array ? string.Create(CultureInfo.InvariantCulture, $"a list of {array.Length} {array.GetType().GetElementType()!.Name}")
            : string.Create(CultureInfo.InvariantCulture, $"{value}");
        return new DemurException($"{Location}: {Shown.Name(key)} is {shown}, expected {expected}. The file is corrupt or written by a faulty converter.");
    }
}

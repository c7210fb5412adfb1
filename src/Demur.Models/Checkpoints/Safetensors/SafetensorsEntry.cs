using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>One tensor of a safetensors header.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type as the file names it.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Begin">The first byte, counted from the start of the data.</param>
/// <param name="End">The byte behind the last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    private const int MostDimensions = 16;

    /// <summary>Gets the format to read with; null for a type that no tensor here can hold.</summary>
    public PlainFormat? Format => PlainFormat.All.FirstOrDefault(format => format.Name == Type);

    public static SafetensorsEntry Read(JsonProperty property, string path)
    {
        var name = property.Name;
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || Numbers(shape) is not { } extents || extents.Count > MostDimensions
            || !value.TryGetProperty("data_offsets", out var offsets) || Numbers(offsets) is not [var begin, var end])
        {
            throw Corrupt(path, name, $"needs dtype, shape (at most {MostDimensions} extents) and two data_offsets, all numbers at least 0");
        }

        var entry = new SafetensorsEntry(name, type.GetString()!, extents, begin, end);
        entry.CheckSize(path);
        return entry;
    }

    private void CheckSize(string path)
    {
        var bits = BitsOf(Type);
        if (bits == 0)
        {
            throw Corrupt(path, Name, $"has the unknown dtype {Shown.Name(Type)}");
        }

        try
        {
            var size = Shape.Aggregate((long)bits, (product, extent) => checked(product * extent));
            if (End < Begin || checked((End - Begin) * 8) != size)
            {
                throw Corrupt(path, Name, $"takes {End - Begin:N0} bytes, but {Type} {Shown.Shape(Shape)} needs {(size + 7) / 8:N0}");
            }
        }
        catch (OverflowException)
        {
            throw Corrupt(path, Name, $"has the impossible shape {Shown.Shape(Shape)}");
        }
    }

    // The types of the format's specification; those that Demur cannot hold are refused when they are loaded, not when they are listed.
    private static int BitsOf(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 8,
        "I16" or "U16" or "F16" or "BF16" => 16,
        "I32" or "U32" or "F32" => 32,
        "I64" or "U64" or "F64" or "C64" => 64,
        "F4" => 4,
        _ => 0,
    };

    private static List<long>? Numbers(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (var entry in element.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Number || !entry.TryGetInt64(out var number) || number < 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static DemurException Corrupt(string path, string name, string fault) =>
        new($"{path}: tensor {Shown.Name(name)} {fault}. The file is corrupt; copy it again.");
}

using System.Buffers.Binary;
using System.Text.Json;
using Demur.Models.Checkpoints;
using Demur.Tensors;

namespace Demur.Tests.Testing;

/// <summary>The tensors of a reference file, read without the product's own reader, which has tests of its own.</summary>
internal sealed class Figures : ITensorSource
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly Dictionary<string, (TensorInfo Info, int Begin, int End)> _entries = [];

    public Figures(string path)
    {
        Location = path;
        _bytes = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes);
        _start = 8 + header;
        foreach (var property in JsonDocument.Parse(_bytes.AsMemory(8, header)).RootElement.EnumerateObject().Where(p => p.Name != "__metadata__"))
        {
            var offsets = property.Value.GetProperty("data_offsets");
            _entries[property.Name] = (Describe(property), offsets[0].GetInt32(), offsets[1].GetInt32());
        }
    }

    public string Location { get; }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Info);

    public bool Has(string name) => _entries.ContainsKey(name);

    public Tensor Load(string name, ScalarType dtype, Device device) => Read(name).To(dtype, device);

    /// <summary>Reads one tensor in its stored type.</summary>
    public Tensor Read(string name)
    {
        var (info, begin, end) = _entries[name];
        return Tensor.FromBytes(_bytes.AsSpan(_start + begin, end - begin), info.Shape.ToArray(), info.DType);
    }

    /// <summary>Reads the rows of a two-dimensional integer tensor.</summary>
    public int[][] Rows(string name)
    {
        using var scope = new TensorScope();
        var tensor = Read(name);
        var width = (int)tensor.Size(1);
        return [.. tensor.ToArray<long>().Select(id => (int)id).Chunk(width)];
    }

    public void Dispose()
    {
        // Everything lies in managed memory.
    }

    private static TensorInfo Describe(JsonProperty property)
    {
        var format = property.Value.GetProperty("dtype").GetString()!;
        return new TensorInfo
        {
            Name = property.Name,
            Shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())],
            Format = format,
            DType = format switch
            {
                "F32" => ScalarType.Float32,
                "BF16" => ScalarType.BFloat16,
                "F16" => ScalarType.Float16,
                "I64" => ScalarType.Int64,
                _ => throw new NotSupportedException(format),
            },
            StoredBytes = 0,
        };
    }
}

using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>The weights in one safetensors file, or in several with an index.</summary>
public sealed class SafetensorsSource : ITensorSource
{
    private readonly Dictionary<string, StoredTensor> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _infos = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<MappedFile> _files = [];

    private SafetensorsSource(string location) => Location = location;

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _infos;

    /// <summary>Gets the texts that the header carries beside the tensors; of several files, all of theirs.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Opens one file and checks its header; no tensor is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is absent, cut short or corrupt.</exception>
    public static SafetensorsSource Open(string path)
    {
        var source = new SafetensorsSource(path);
        return source.Guarded(() => source.Add(path, _ => true));
    }

    /// <summary>Opens the files that <c>model.safetensors.index.json</c> names.</summary>
    /// <param name="indexPath">The index.</param>
    /// <exception cref="DemurException">The index or a file is absent or corrupt, or a tensor is not where the index says.</exception>
    public static SafetensorsSource OpenSharded(string indexPath)
    {
        var map = SafetensorsIndex.Read(indexPath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(indexPath))!;
        var source = new SafetensorsSource(indexPath);
        return source.Guarded(() =>
        {
            foreach (var shard in map.GroupBy(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal).OrderBy(shard => shard.Key, StringComparer.Ordinal))
            {
                var expected = shard.ToHashSet(StringComparer.Ordinal);
                source.Add(Path.Combine(folder, shard.Key), expected.Contains);
                if (expected.FirstOrDefault(name => !source._infos.ContainsKey(name)) is { } missing)
                {
                    throw new DemurException(
                        $"{indexPath}: tensor {Shown.Name(missing)} should be in {shard.Key} but is not. The files do not belong together; copy them again.");
                }
            }
        });
    }

    /// <inheritdoc/>
    public Tensor Load(string name, ScalarType dtype, Device device) =>
        _stored.TryGetValue(name, out var stored)
            ? TensorLoader.Load(stored, dtype, device)
            : throw TensorErrors.NotLoadable(this, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void Add(string path, Func<string, bool> wanted)
    {
        var file = MappedFile.Open(path);
        _files.Add(file);
        var header = SafetensorsHeader.Read(file);
        foreach (var entry in header.Entries.Where(entry => wanted(entry.Name)))
        {
            var info = new TensorInfo
            {
                Name = entry.Name,
                Shape = entry.Shape,
                Format = entry.Type,
                DType = entry.Format?.DType ?? ScalarType.Float32,
                StoredBytes = entry.End - entry.Begin,
            };
            _infos.Add(entry.Name, info);
            if (entry.Format is { } format)
            {
                _stored.Add(entry.Name, new StoredTensor { Info = info, File = file, Offset = header.DataStart + entry.Begin, Format = format });
            }
        }

        foreach (var (key, value) in header.Metadata)
        {
            _metadata[key] = value;
        }
    }

    private SafetensorsSource Guarded(Action open)
    {
        try
        {
            open();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}

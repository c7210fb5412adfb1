using System.Globalization;
using System.Security.Cryptography;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>The file of a head that was trained on a frozen encoder: its networks in float16, and its shape as metadata.</summary>
internal sealed class TrainedHeadFile : IDisposable
{
    private const string FormatKey = "demur_format";
    private const int LargestCount = 4096;

    private readonly SafetensorsSource _source;

    private TrainedHeadFile(SafetensorsSource source) => _source = source;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format that it has to be of.</param>
    /// <param name="otherwise">What it is not when it is of another format, and what makes one.</param>
    /// <exception cref="DemurException">The file is missing, damaged or of another format.</exception>
    public static TrainedHeadFile Open(string path, string format, string otherwise)
    {
        var source = SafetensorsSource.Open(path);
        if (source.Metadata.GetValueOrDefault(FormatKey) == format)
        {
            return new TrainedHeadFile(source);
        }

        source.Dispose();
        throw new DemurException($"{path} is no {otherwise}");
    }

    /// <summary>Writes a file under a temporary name and renames it.</summary>
    /// <returns>What the file hashes to.</returns>
    public static string Write(string path, string format, IEnumerable<NamedParameter> parameters, IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var whole = new Dictionary<string, string>(metadata, StringComparer.Ordinal) { [FormatKey] = format };
        SafetensorsWriter.Write(path, [.. parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.Storage.Detach().To(ScalarType.Float16)))], whole);
        return HashOf(path);
    }

    /// <summary>Gets the hash by which a head is known.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..16];
    }

    /// <summary>Reads a text of the metadata.</summary>
    /// <exception cref="DemurException">It is not there.</exception>
    public string Text(string key) => _source.Metadata.GetValueOrDefault(key)
        ?? throw new DemurException($"{_source.Location} does not say its {key}. Train it again.");

    /// <summary>Reads a count of the metadata.</summary>
    /// <exception cref="DemurException">It is not there, or no count.</exception>
    public int Count(string key) => int.TryParse(Text(key), CultureInfo.InvariantCulture, out var number) && number is > 0 and <= LargestCount
        ? number
        : throw new DemurException($"{_source.Location}: {key} is \"{Text(key)}\", which is no count from 1 to {LargestCount}. Train it again.");

    /// <summary>Reads a tensor in float32; the caller owns it.</summary>
    /// <exception cref="DemurException">It is missing or misshapen.</exception>
    public Tensor Read(string name, params ReadOnlySpan<long> shape)
    {
        if (!_source.Tensors.TryGetValue(name, out var info) || !info.Shape.SequenceEqual(shape.ToArray()))
        {
            throw new DemurException($"{_source.Location}: {name} is missing or of another shape than {Shown.Shape(shape.ToArray())}. The head belongs to another encoder.");
        }

        using var scope = new TensorScope();
        return scope.Keep(_source.Load(name, ScalarType.Float32, default));
    }

    public void Dispose() => _source.Dispose();
}

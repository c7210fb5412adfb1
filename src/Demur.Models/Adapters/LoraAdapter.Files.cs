using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Adapters;

public sealed partial class LoraAdapter
{
    internal const string WeightsFile = "adapter_model.safetensors";
    internal const string NamePrefix = "base_model.model.";
    internal const string Down = ".lora_A.weight";
    internal const string Up = ".lora_B.weight";
    internal const string Magnitude = ".lora_magnitude_vector";

    /// <summary>Reads an adapter from PEFT's folder and attaches it, frozen.</summary>
    /// <param name="model">The base.</param>
    /// <param name="folder">Holds <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <param name="attach">Whether it is attached at once; otherwise <see cref="Attach"/> does it.</param>
    /// <exception cref="DemurException">A file is missing or damaged, or the adapter does not belong to this model.</exception>
    public static LoraAdapter Load(CausalLanguageModel model, string folder, bool attach = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var options = AdapterConfig.Read(Path.Combine(folder, AdapterConfig.FileName));
        using var source = SafetensorsSource.Open(Path.Combine(folder, WeightsFile));
        var parts = PartsOf(model).ToDictionary(part => part.Name, StringComparer.Ordinal);
        var whole = CheckNames(source, parts);
        if (attach)
        {
            CheckFree(parts.Values);
        }

        using var scope = new TensorScope();
        var branches = parts.Values
            .Where(part => source.Tensors.ContainsKey(NamePrefix + part.Name + Down))
            .ToDictionary(part => part, part => ReadBranch(source, part, options));
        var replaced = WholeWeights.Read(model, source, whole, AdapterConfig.TiesHead(Path.Combine(folder, AdapterConfig.FileName)));
        foreach (var tensor in branches.Values.SelectMany(branch => branch.Tensors))
        {
            scope.Keep(tensor);
        }

        var adapter = new LoraAdapter(options, branches, [.. parts.Values]) { _whole = replaced };
        if (attach)
        {
            adapter.Attach();
        }

        return adapter;
    }

    /// <summary>Gets what an adapter's folder says it goes on; <see langword="null"/> when it names nothing.</summary>
    /// <param name="folder">Holds <c>adapter_config.json</c>.</param>
    /// <exception cref="DemurException">The file is missing or damaged.</exception>
    public static string? BaseNameOf(string folder)
    {
        var path = Path.Combine(folder, AdapterConfig.FileName);
        return new ConfigKeys(JsonFile.ReadObject(path), path).Text("base_model_name_or_path");
    }

    /// <summary>Reads the adapter that a checkpoint was opened with, at the scale that was asked for.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="model">Its base's weights.</param>
    /// <returns>The adapter, attached, or <see langword="null"/> when the checkpoint has none.</returns>
    /// <exception cref="DemurException">The adapter is damaged, or there is a scale and no adapter.</exception>
    internal static LoraAdapter? Of(Checkpoint checkpoint, CausalLanguageModel model)
    {
        if (checkpoint.AdapterPath is not { } folder)
        {
            return checkpoint.AdapterScale is null ? null : throw new DemurException($"{checkpoint.Path}: is a whole model, so there is no adapter to scale. Give an adapter's folder, or leave --lora-scale out.");
        }

        var adapter = Load(model, folder);
        if (checkpoint.AdapterScale is { } scale)
        {
            adapter.SetStrength(scale);
        }

        return adapter;
    }

    /// <summary>Writes the adapter as PEFT does, into a folder that does not exist yet or is empty.</summary>
    /// <param name="folder">The folder; it appears when everything is written.</param>
    /// <param name="baseModel">What the adapter goes on: a hub name, or a path.</param>
    /// <param name="writeMore">Writes further files into the folder before it appears, given its temporary path.</param>
    /// <param name="dtype">The element type of every tensor in the file; <see langword="null"/> to keep each one's own.</param>
    /// <exception cref="DemurException">The folder holds something already, or cannot be written.</exception>
    public void Save(string folder, string baseModel, Action<string>? writeMore = null, ScalarType? dtype = null) => AtomicOutput.WriteFolder(folder, partial =>
    {
        IEnumerable<TensorToWrite> tensors = [.. Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.Storage)), .. Whole().Select(weight => Announce(weight.Name, weight.View))];
        var transposed = _branches.Keys.Any(part => part.StoredTransposed);
        JsonOutput.Write(Path.Combine(partial, AdapterConfig.FileName), AdapterConfig.Write(Options, Targets(), (baseModel, transposed), [.. Whole().Select(weight => weight.Name)]));
        SafetensorsWriter.Write(
            Path.Combine(partial, WeightsFile),
            [.. tensors.Select(tensor => tensor with { DType = dtype ?? tensor.DType })]);
        writeMore?.Invoke(partial);
    });

    // The end of a name stands for all modules that end so; where only some of them are changed, those are named in full.
    private string[] Targets()
    {
        var ends = _siblings.GroupBy(part => EndOf(part.Name)).Where(group => group.Any(_branches.ContainsKey));
        return [.. ends
            .SelectMany(group => group.All(_branches.ContainsKey) ? [group.Key] : group.Where(_branches.ContainsKey).Select(part => part.Name))
            .Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<NamedParameter> Named(ProjectionPart part, LowRankBranch branch)
    {
        yield return new NamedParameter(NamePrefix + part.Name + Down, branch.Down);
        yield return new NamedParameter(NamePrefix + part.Name + Up, branch.Up);
        if (branch.Magnitude is { } magnitude)
        {
            yield return new NamedParameter(NamePrefix + part.Name + Magnitude, magnitude);
        }
    }

    // What is neither a matrix of a branch nor damaged stands for a whole weight: its own name by the stored one's.
    private static Dictionary<string, string> CheckNames(SafetensorsSource source, Dictionary<string, ProjectionPart> parts)
    {
        var whole = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in source.Tensors.Keys)
        {
            var suffix = ((string[])[Down, Up, Magnitude]).FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal));
            var isWhole = suffix is null && name.StartsWith(NamePrefix, StringComparison.Ordinal) && !name.Contains(".lora_", StringComparison.Ordinal);
            if (isWhole)
            {
                whole[OwnName(name)] = name;
            }
            else if (suffix is null || !name.StartsWith(NamePrefix, StringComparison.Ordinal) || !parts.ContainsKey(name[NamePrefix.Length..^suffix.Length]))
            {
                throw new DemurException(
                    $"{source.Location}: {Shown.Name(name)} changes nothing that the model has; its linear layers are named like {parts.Keys.First()}. Check that the adapter belongs to this base.");
            }
        }

        return source.Tensors.Count > 0
            ? whole
            : throw new DemurException($"{source.Location} holds no tensors. Save the adapter again, or check that training had target modules.");
    }

    // Where PEFT keeps the trained copy beside the original, or the layer within a wrapper, its name says so.
    internal static string OwnName(string stored) => (stored.StartsWith(NamePrefix, StringComparison.Ordinal) ? stored[NamePrefix.Length..] : stored)
        .Replace(".modules_to_save.default.", ".", StringComparison.Ordinal)
        .Replace(".modules_to_save.", ".", StringComparison.Ordinal)
        .Replace(".base_layer.", ".", StringComparison.Ordinal);

    private IEnumerable<(string Name, Func<Tensor> View)> Whole() => _whole?.All() ?? [];

    // PEFT finds the bias of a layer that has a branch within its wrapper.
    private TensorToWrite Announce(string name, Func<Tensor> view)
    {
        using var scope = new TensorScope();
        var module = name[..name.LastIndexOf('.')];
        var wrapped = _branches.Keys.Any(part => part.Name == module) ? $"{module}.base_layer{name[module.Length..]}" : name;
        return new TensorToWrite(NamePrefix + wrapped, view().Shape.ToArray(), view) { DType = view().DType };
    }

    private static LowRankBranch ReadBranch(SafetensorsSource source, ProjectionPart part, LoraOptions options)
    {
        var name = NamePrefix + part.Name;
        var rank = source.Tensors[name + Down].Shape is [var first, _] ? (int)first : 0;
        return new LowRankBranch
        {
            Down = Read(source, name + Down, part, rank, part.Inputs),
            Up = Read(source, name + Up, part, part.Outputs, rank),
            Magnitude = options.Dora ? Read(source, name + Magnitude, part, part.Outputs) : null,
            Scale = options.ScaleOf(part.Name, rank),
            Dropout = options.Dropout,
        };
    }

    private static Tensor Read(SafetensorsSource source, string name, ProjectionPart part, params ReadOnlySpan<long> shape)
    {
        if (!source.Tensors.TryGetValue(name, out var info) || !info.Shape.SequenceEqual(shape.ToArray()))
        {
            throw new DemurException(
                $"{source.Location}: {name} should have shape [{string.Join(", ", shape.ToArray())}] and " +
                (info is null ? "is missing." : $"has [{string.Join(", ", info.Shape)}].") + " Check that the adapter belongs to this base.");
        }

        return source.Load(name, ScalarType.Float32, part.Device);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Adapters;

/// <summary>The weights of a base with a PEFT adapter for classifying texts (task type SEQ_CLS) merged into them, one tensor at a time.</summary>
/// <remarks>The head comes from the adapter where the base is a model that generates. Does not own the base.</remarks>
internal sealed class ClassifierAdapter : ITensorSource
{
    private static readonly string[] Heads = ["score.", "classifier.", "pre_classifier.", "pooler."];

    private readonly ITensorSource _base;
    private readonly SafetensorsSource _adapter;
    private readonly LoraOptions _options;
    private readonly double _strength;
    private readonly bool _transposed;
    private readonly Dictionary<string, string> _whole = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _infos;

    private ClassifierAdapter(Checkpoint checkpoint, SafetensorsSource adapter)
    {
        (_base, _adapter) = (checkpoint.Weights, adapter);
        _options = AdapterConfig.Read(Path.Combine(checkpoint.AdapterPath!, AdapterConfig.FileName));
        _strength = checkpoint.AdapterScale ?? 1;
        _transposed = !checkpoint.Config.IsEncoder && DecoderFamily.Of(checkpoint.Config).StoresTransposed;
        _infos = checkpoint.Weights.Tensors.Values
            .Where(info => checkpoint.Config.Labels is not null || checkpoint.Config.IsEncoder || info.Name != DecoderFamily.Of(checkpoint.Config).Names.Head + ".weight")
            .ToDictionary(info => info.Name, StringComparer.Ordinal);
        foreach (var name in adapter.Tensors.Keys)
        {
            Sort(name);
        }

        Labels = checkpoint.Config.Labels ?? LabelsOfHead();
        ConfigChanges = checkpoint.Config.Labels is null ? Changes(checkpoint.Config, Labels) : new Dictionary<string, JsonNode?>();
        Config = checkpoint.Config with { Labels = Labels };
    }

    /// <summary>Gets the shape of the classifier.</summary>
    public ModelConfig Config { get; }

    /// <summary>Gets the outputs: the base's, or as many as the adapter's head has.</summary>
    public ClassifierLabels Labels { get; }

    /// <summary>Gets what the merged model's <c>config.json</c> says otherwise than the base's.</summary>
    public IReadOnlyDictionary<string, JsonNode?> ConfigChanges { get; }

    /// <inheritdoc/>
    public string Location => _adapter.Location;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _infos;

    /// <summary>Tells whether a checkpoint was opened with an adapter that classifies.</summary>
    public static bool IsOn(Checkpoint checkpoint) => checkpoint.AdapterPath is { } folder
        && (checkpoint.Config.Labels is not null || AdapterConfig.TaskOf(Path.Combine(folder, AdapterConfig.FileName)) == "SEQ_CLS");

    /// <summary>Opens the adapter of a checkpoint.</summary>
    /// <exception cref="DemurException">The adapter is damaged or does not belong to this base.</exception>
    public static ClassifierAdapter Open(Checkpoint checkpoint)
    {
        var adapter = SafetensorsSource.Open(Path.Combine(checkpoint.AdapterPath!, LoraAdapter.WeightsFile));
        try
        {
            return new ClassifierAdapter(checkpoint, adapter);
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Load(string name, ScalarType dtype, Device device)
    {
        if (_whole.TryGetValue(name, out var stored))
        {
            return _adapter.Load(stored, dtype, device);
        }

        if (!_changed.Contains(name))
        {
            return _base.Load(name, dtype, device);
        }

        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var weight = _base.Load(name, ScalarType.Float32, device);
        var oriented = _transposed ? weight.Transpose(0, 1) : weight; // (out, in)
        var merged = oriented + Branch(name, oriented, device).Change(oriented);
        return scope.MoveToOuter((_transposed ? merged.Transpose(0, 1).Contiguous() : merged).To(dtype));
    }

    /// <inheritdoc/>
    public void Dispose() => _adapter.Dispose();

    private LowRankBranch Branch(string name, Tensor weight, Device device)
    {
        var module = name[..^".weight".Length];
        var rank = _adapter.Tensors[LoraAdapter.NamePrefix + module + LoraAdapter.Down].Shape[0];
        return new LowRankBranch
        {
            Down = Matrix(module + LoraAdapter.Down, device, rank, weight.Size(1)),
            Up = Matrix(module + LoraAdapter.Up, device, weight.Size(0), rank),
            Magnitude = _options.Dora ? Matrix(module + LoraAdapter.Magnitude, device, weight.Size(0)) : null,
            Scale = _options.ScaleOf(module, (int)rank),
            Strength = _strength,
        };
    }

    private Tensor Matrix(string name, Device device, params ReadOnlySpan<long> shape)
    {
        var stored = LoraAdapter.NamePrefix + name;
        return _adapter.Tensors.TryGetValue(stored, out var info) && info.Shape.SequenceEqual(shape.ToArray())
            ? _adapter.Load(stored, ScalarType.Float32, device)
            : throw new DemurException($"{Location}: {Shown.Name(stored)} is missing or not of shape {Shown.Shape(shape.ToArray())}. Check that the adapter belongs to this base.");
    }

    private void Sort(string stored)
    {
        var name = LoraAdapter.OwnName(stored);
        var suffix = ((string[])[LoraAdapter.Down, LoraAdapter.Up, LoraAdapter.Magnitude]).FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal));
        var weight = suffix is null ? name : name[..^suffix.Length] + ".weight";
        var known = _infos.TryGetValue(weight, out var info);
        if (suffix is not null && known && info!.Shape.Count == 2)
        {
            _changed.Add(weight);
        }
        else if (suffix is null && (known ? info!.Shape.SequenceEqual(_adapter.Tensors[stored].Shape) : Heads.Any(head => name.StartsWith(head, StringComparison.Ordinal))))
        {
            _whole[name] = stored;
            _infos[name] = _adapter.Tensors[stored] with { Name = name };
        }
        else
        {
            throw new DemurException($"{Location}: {Shown.Name(stored)} changes nothing that the classifier has, or is of another shape. Check that the adapter belongs to this base.");
        }
    }

    private ClassifierLabels LabelsOfHead()
    {
        var head = _whole.Keys.FirstOrDefault(name => name is "score.weight" or "classifier.weight" or "classifier.out_proj.weight")
            ?? throw new DemurException($"{Location}: neither the adapter nor its base has a classification head. Train it with modules_to_save, as PEFT does for the task type SEQ_CLS.");
        return new ClassifierLabels([.. Enumerable.Range(0, (int)Math.Min(_infos[head].Shape[0], 100_000)).Select(index => FormattableString.Invariant($"LABEL_{index}"))], null);
    }

    private static Dictionary<string, JsonNode?> Changes(ModelConfig config, ClassifierLabels labels)
    {
        var generator = (config.Source["architectures"] as JsonArray)?.FirstOrDefault()?.GetValue<string>() ?? $"{config.Family}ForCausalLM";
        var numbered = labels.Names.Select((name, index) => (Name: name, Index: index)).ToArray();
        return new()
        {
            ["architectures"] = new JsonArray(generator.Replace("ForCausalLM", "ForSequenceClassification", StringComparison.Ordinal).Replace("LMHeadModel", "ForSequenceClassification", StringComparison.Ordinal)),
            ["id2label"] = new JsonObject(numbered.Select(pair => KeyValuePair.Create(pair.Index.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Name))),
            ["label2id"] = new JsonObject(numbered.Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)pair.Index))),
        };
    }
}

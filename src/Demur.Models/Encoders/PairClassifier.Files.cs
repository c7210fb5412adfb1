using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Models.Encoders;

public sealed partial class PairClassifier
{
    private const string Down = ".lora_A";
    private const string Up = ".lora_B";
    private const string HeadWeight = "head.weight";
    private const string HeadBias = "head.bias";
    private const string Format = "demur-pair-classifier-1";

    /// <summary>Reads a classifier.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <param name="type">What to compute in; left out, what this machine computes fast in.</param>
    /// <exception cref="DemurException">The file is missing, damaged, or belongs to another encoder.</exception>
    public static PairClassifier Load(string path, ScalarType? type = null)
    {
        using var source = SafetensorsSource.Open(path);
        var options = OptionsOf(source) with { DType = type };
        using var checkpoint = Checkpoint.Open(options.Base);
        var encoder = TextEncoder.Load(checkpoint.Config, checkpoint.Weights, default, options.DType ?? TorchRuntime.PreferredDType);
        try
        {
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal)
            {
                [HeadWeight] = Read(source, HeadWeight, options.Labels.Count, 2 * checkpoint.Config.HiddenSize),
                [HeadBias] = Read(source, HeadBias, options.Labels.Count),
            };
            foreach (var (name, linear) in encoder.Linears)
            {
                tensors[name + Down] = Read(source, name + Down, options.Rank, linear.Weight.Size(1));
                tensors[name + Up] = Read(source, name + Up, linear.Weight.Size(0), options.Rank);
            }

            return new PairClassifier(options, encoder, checkpoint.Tokenizer, tensors) { Identity = HashOf(path) };
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Writes the change and the outputs in float16 with the shape beside them.</summary>
    /// <param name="path">The file; an existing one is replaced when everything is written.</param>
    /// <param name="notes">Texts to keep in the file: data, licence, recipe, seed.</param>
    public void Save(string path, IReadOnlyDictionary<string, string> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var metadata = new Dictionary<string, string>(notes, StringComparer.Ordinal)
        {
            ["demur_format"] = Format,
            ["labels"] = string.Join(',', _options.Labels),
            ["base"] = _options.Base,
            ["rank"] = _options.Rank.ToString(CultureInfo.InvariantCulture),
            ["alpha"] = _options.Alpha.ToString(CultureInfo.InvariantCulture),
            ["longest_pair"] = _options.LongestPair.ToString(CultureInfo.InvariantCulture),
            ["longest_first"] = _options.LongestFirst.ToString(CultureInfo.InvariantCulture),
        };
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        SafetensorsWriter.Write(
            path, [.. Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.Storage.Detach().To(ScalarType.Float16)))], metadata);
        Identity = HashOf(path);
    }

    private static PairClassifierOptions OptionsOf(SafetensorsSource source)
    {
        if (source.Metadata.GetValueOrDefault("demur_format") != Format)
        {
            throw new DemurException($"{source.Location} is no classifier of pairs ({Format}). Train one with demur judge train.");
        }

        return new PairClassifierOptions
        {
            Labels = Text("labels").Split(','),
            Base = Text("base"),
            Rank = Number("rank"),
            Alpha = Number("alpha"),
            LongestPair = Number("longest_pair"),
            LongestFirst = Number("longest_first"),
        };

        string Text(string key) => source.Metadata.GetValueOrDefault(key)
            ?? throw new DemurException($"{source.Location} does not say its {key}. Train it again.");

        int Number(string key) => int.TryParse(Text(key), CultureInfo.InvariantCulture, out var number) && number is > 0 and < 4096
            ? number
            : throw new DemurException($"{source.Location}: {key} is \"{Text(key)}\", which is no count from 1 to 4095. Train it again.");
    }

    private static Tensor Read(SafetensorsSource source, string name, params ReadOnlySpan<long> shape)
    {
        if (!source.Tensors.TryGetValue(name, out var info) || !info.Shape.SequenceEqual(shape.ToArray()))
        {
            throw new DemurException($"{source.Location}: {name} is missing or of another shape than {Shown.Shape(shape.ToArray())}. The classifier belongs to another encoder.");
        }

        using var scope = new TensorScope();
        return scope.Keep(source.Load(name, ScalarType.Float32, default));
    }
}

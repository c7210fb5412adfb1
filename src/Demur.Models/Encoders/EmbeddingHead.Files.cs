using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Models.Encoders;

public sealed partial class EmbeddingHead
{
    private const string Text = "text.";
    private const string Pair = "pair.";
    private const string InnerWeight = "inner.weight";
    private const string InnerBias = "inner.bias";
    private const string OuterWeight = "outer.weight";
    private const string OuterBias = "outer.bias";
    private const string Format = "demur-embedding-head-1";

    /// <summary>Reads a head.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="DemurException">The file is missing, damaged, or belongs to another encoder.</exception>
    public static EmbeddingHead Load(string path)
    {
        using var source = SafetensorsSource.Open(path);
        var options = OptionsOf(source);
        var encoder = MiniLmEmbedder.Open(options.Base);
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        try
        {
            foreach (var (name, shape) in Shapes(options, encoder.Dimensions))
            {
                tensors[name] = Read(source, name, shape);
            }

            return new EmbeddingHead(options, encoder, tensors) { Identity = HashOf(path) };
        }
        catch
        {
            encoder.Dispose();
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Writes the networks in float16 with the shape beside them.</summary>
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
            ["hidden"] = _options.Hidden.ToString(CultureInfo.InvariantCulture),
            ["longest_text"] = _options.LongestText.ToString(CultureInfo.InvariantCulture),
        };
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        SafetensorsWriter.Write(path, [.. Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.Storage.Detach().To(ScalarType.Float16)))], metadata);
        Identity = HashOf(path);
    }

    private static EmbeddingHeadOptions OptionsOf(SafetensorsSource source)
    {
        if (source.Metadata.GetValueOrDefault("demur_format") != Format)
        {
            throw new DemurException($"{source.Location} is no head over embeddings ({Format}). Train one with demur judge harm train.");
        }

        return new EmbeddingHeadOptions { Labels = Value("labels").Split(','), Base = Value("base"), Hidden = Number("hidden"), LongestText = Number("longest_text") };

        string Value(string key) => source.Metadata.GetValueOrDefault(key) ?? throw new DemurException($"{source.Location} does not say its {key}. Train it again.");

        int Number(string key) => int.TryParse(Value(key), CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 4096
            ? number
            : throw new DemurException($"{source.Location}: {key} is \"{Value(key)}\", which is no count from 1 to 4096. Train it again.");
    }

    private static Tensor Read(SafetensorsSource source, string name, long[] shape)
    {
        if (!source.Tensors.TryGetValue(name, out var info) || !info.Shape.SequenceEqual(shape))
        {
            throw new DemurException($"{source.Location}: {name} is missing or of another shape than {Checkpoints.Shown.Shape(shape)}. The head belongs to another encoder.");
        }

        using var scope = new TensorScope();
        return scope.Keep(source.Load(name, ScalarType.Float32, default));
    }
}

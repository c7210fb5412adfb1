using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
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
        using var file = TrainedHeadFile.Open(path, Format, $"classifier of pairs ({Format}). Train one with demur judge train.");
        var options = OptionsOf(file) with { DType = type };
        using var checkpoint = Checkpoint.Open(options.Base);
        var encoder = TextEncoder.Load(checkpoint.Config, checkpoint.Weights, default, options.DType ?? TorchRuntime.PreferredDType);
        try
        {
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal)
            {
                [HeadWeight] = file.Read(HeadWeight, options.Labels.Count, 2 * checkpoint.Config.HiddenSize),
                [HeadBias] = file.Read(HeadBias, options.Labels.Count),
            };
            foreach (var (name, linear) in encoder.Linears)
            {
                tensors[name + Down] = file.Read(name + Down, options.Rank, linear.Weight.Size(1));
                tensors[name + Up] = file.Read(name + Up, linear.Weight.Size(0), options.Rank);
            }

            return new PairClassifier(options, encoder, checkpoint.Tokenizer, tensors) { Identity = TrainedHeadFile.HashOf(path) };
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
        Identity = TrainedHeadFile.Write(path, Format, Parameters, new Dictionary<string, string>(notes, StringComparer.Ordinal)
        {
            ["labels"] = string.Join(',', _options.Labels),
            ["base"] = _options.Base,
            ["rank"] = _options.Rank.ToString(CultureInfo.InvariantCulture),
            ["alpha"] = _options.Alpha.ToString(CultureInfo.InvariantCulture),
            ["longest_pair"] = _options.LongestPair.ToString(CultureInfo.InvariantCulture),
            ["longest_first"] = _options.LongestFirst.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static PairClassifierOptions OptionsOf(TrainedHeadFile file) => new()
    {
        Labels = file.Text("labels").Split(','),
        Base = file.Text("base"),
        Rank = file.Count("rank"),
        Alpha = file.Count("alpha"),
        LongestPair = file.Count("longest_pair"),
        LongestFirst = file.Count("longest_first"),
    };
}

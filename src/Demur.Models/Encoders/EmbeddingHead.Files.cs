using System.Globalization;
using Demur.Abstractions;
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
        using var file = TrainedHeadFile.Open(path, Format, $"head over embeddings ({Format}). Train one with demur judge harm train.");
        var options = OptionsOf(file);
        var encoder = MiniLmEmbedder.Open(options.Base);
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        try
        {
            foreach (var (name, shape) in Shapes(options, encoder.Dimensions))
            {
                tensors[name] = file.Read(name, shape);
            }

            return new EmbeddingHead(options, encoder, tensors) { Identity = TrainedHeadFile.HashOf(path) };
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
        Identity = TrainedHeadFile.Write(path, Format, Parameters, new Dictionary<string, string>(notes, StringComparer.Ordinal)
        {
            ["labels"] = string.Join(',', _options.Labels),
            ["base"] = _options.Base,
            ["hidden"] = _options.Hidden.ToString(CultureInfo.InvariantCulture),
            ["longest_text"] = _options.LongestText.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static EmbeddingHeadOptions OptionsOf(TrainedHeadFile file) =>
        new() { Labels = file.Text("labels").Split(','), Base = file.Text("base"), Hidden = file.Count("hidden"), LongestText = file.Count("longest_text") };
}

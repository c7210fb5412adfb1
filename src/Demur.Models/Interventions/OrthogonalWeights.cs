using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>Weights that cannot write a direction to the residual stream: W - r̂ r̂ᵀ W for embeddings and the outputs of attention and feed-forward parts (Arditi et al. 2024, section 2.4).</summary>
/// <remarks>
/// Biases and learned positions are treated alike. The same as <see cref="Ablation"/> in families without a norm after attention and
/// feed-forward parts. A head that is tied to the embedding is untied and stays as it was.
/// </remarks>
public static class OrthogonalWeights
{
    /// <summary>Announces a checkpoint's weights with the direction taken out; each is made when its turn comes.</summary>
    /// <param name="model">The checkpoint.</param>
    /// <param name="direction">The direction, of any length above 0, <c>(hidden)</c>.</param>
    /// <returns>The weights, and what changes in <c>config.json</c>.</returns>
    /// <exception cref="DemurException">The direction does not fit, or a weight that writes to the residual stream is not found.</exception>
    public static (IReadOnlyList<TensorToWrite> Tensors, IReadOnlyDictionary<string, JsonNode?> ConfigChanges) Of(ModelToWrite model, ReadOnlySpan<float> direction)
    {
        ArgumentNullException.ThrowIfNull(model);
        var config = model.Origin.Config;
        DirectionVector.Check(config.HiddenSize, direction);
        var unit = DirectionVector.Unit(direction);
        var family = DecoderFamily.Of(config);
        var writers = Writers(config, family);
        var missing = writers.Keys.Where(name => name.EndsWith(".weight", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        List<TensorToWrite> tensors = [];
        foreach (var tensor in model.Tensors)
        {
            var name = tensor.Name.StartsWith(family.Names.Body, StringComparison.Ordinal) || tensor.Name.StartsWith(family.Names.Head, StringComparison.Ordinal)
                ? tensor.Name
                : family.Names.Body + tensor.Name;
            missing.Remove(name);
            tensors.Add(writers.TryGetValue(name, out var rows) ? tensor with { Produce = () => Without(tensor.Produce(), unit, rows) } : tensor);
            if (config.TiesEmbeddings && name == $"{family.Names.Body}{family.Names.Embedding}.weight")
            {
                tensors.Add(tensor with { Name = family.Names.Head + ".weight" });
            }
        }

        return missing.Count > 0
            ? throw new DemurException($"{model.Origin.Path} has no tensor {missing.Order(StringComparer.Ordinal).First()}, so the direction cannot be taken out of it.")
            : ([.. tensors.DistinctBy(tensor => tensor.Name)], config.TiesEmbeddings ? new Dictionary<string, JsonNode?> { ["tie_word_embeddings"] = false } : new Dictionary<string, JsonNode?>());
    }

    // Each name with whether the residual stream lies along the tensor's last dimension.
    private static Dictionary<string, bool> Writers(ModelConfig config, DecoderFamily family)
    {
        var names = family.Names;
        var writers = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{names.Body}{names.Embedding}.weight"] = true };
        if (names.Positions is { } positions)
        {
            writers[$"{names.Body}{positions}.weight"] = true;
        }

        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            foreach (var part in (string[])[names.AttentionOutput, names.Down])
            {
                writers[$"{names.Body}{names.Blocks}{layer}.{part}.weight"] = family.StoresTransposed;
                writers[$"{names.Body}{names.Blocks}{layer}.{part}.bias"] = true;
            }
        }

        return writers;
    }

    private static Tensor Without(Tensor weight, float[] unit, bool alongLast)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var values = weight.To(ScalarType.Float64, Device.Cpu);
        var direction = Tensor.From(unit, unit.Length).To(ScalarType.Float64);
        var rows = alongLast ? values : values.Transpose(0, 1); // (..., hidden)
        var cut = rows - (rows.MatMul(direction.Unsqueeze(1)) * direction);
        return scope.MoveToOuter((alongLast ? cut : cut.Transpose(0, 1)).To(ScalarType.Float32));
    }
}

using Demur.Models.Checkpoints.Configs;
using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>The attention half of a block: projections in and out, and norms on queries and keys where a family has them.</summary>
internal sealed class SelfAttention : IDisposable
{
    private readonly int _layer;
    private readonly long[] _widths;
    private readonly long _headDimension;
    private readonly Norm? _queryNorm;
    private readonly Norm? _keyNorm;

    public SelfAttention(WeightReader reader, int layer, ModelConfig config, DecoderFamily family)
    {
        var names = reader.Names;
        var block = $"{names.Body}{names.Blocks}{layer}.";
        _layer = layer;
        _headDimension = config.HeadDimension;
        var queries = config.HeadCount * _headDimension;
        var keys = config.KeyValueHeadCount * _headDimension;
        _widths = [queries, keys, keys];
        In = new Projection(
            reader,
            [.. names.QueryKeyValue.Select(name => block + name)],
            names.QueryKeyValue.Count == 1 ? [queries + (2 * keys)] : _widths,
            (config.HiddenSize, config.HasAttentionBias, family.StoresTransposed));
        Out = new Projection(
            reader, [block + names.AttentionOutput], [config.HiddenSize], (queries, config.HasAttentionOutputBias, family.StoresTransposed));
        if (family.NormsQueriesAndKeys)
        {
            _queryNorm = new Norm(reader, block + names.QueryNorm, family.Norm, (config.HeadDimension, config.NormEpsilon));
            _keyNorm = new Norm(reader, block + names.KeyNorm, family.Norm, (config.HeadDimension, config.NormEpsilon));
        }
    }

    public Projection In { get; }

    public Projection Out { get; }

    public Tensor Forward(Tensor x, IAttention attention)
    {
        var parts = In.ForwardSplit(x, _widths);
        var query = Heads(parts[0], _queryNorm);
        var key = Heads(parts[1], _keyNorm);
        var value = Heads(parts[2], null);
        return Out.Forward(attention.Attend(_layer, new AttentionInput(query, key, value)));
    }

    public void Dispose()
    {
        In.Dispose();
        Out.Dispose();
        _queryNorm?.Dispose();
        _keyNorm?.Dispose();
    }

    // (N, heads * head dimension) to (N, heads, head dimension)
    private Tensor Heads(Tensor x, Norm? norm)
    {
        var heads = x.View(x.Size(0), x.Size(1) / _headDimension, _headDimension);
        return norm is null ? heads : norm.Forward(heads);
    }
}

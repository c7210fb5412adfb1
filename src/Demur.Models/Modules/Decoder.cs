using Demur.Models.Checkpoints.Configs;
using Demur.Models.Families;
using Demur.Models.Interventions;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>A decoder without its output head: embeddings, blocks and the final norm.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly Tensor? _positions;
    private readonly double _embeddingScale;
    private readonly Norm _finalNorm;
    private readonly WeightMatrix _embedding;

    public Decoder(ModelConfig config, DecoderFamily family, WeightReader reader)
    {
        var names = reader.Names;
        Compute = reader.Placement.ComputeDType ?? reader.Placement.DType;
        Hooks = new HookRegistry(config.LayerCount);
        _embedding = reader.ReadMatrix($"{names.Body}{names.Embedding}.weight", config.VocabularySize, config.HiddenSize);
        _positions = names.Positions is null
            ? null
            : reader.Read($"{names.Body}{names.Positions}.weight", config.ContextLength, config.HiddenSize);
        _embeddingScale = family.ScalesEmbeddings ? Rounded(Math.Sqrt(config.HiddenSize), Compute) : 1;
        Blocks = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new DecoderBlock(reader, layer, (config, family), Hooks))];
        _finalNorm = new Norm(reader, names.Body + names.FinalNorm, family.Norm, (config.HiddenSize, config.NormEpsilon));
        Layers = new LayerAttention(config, reader.Placement.Device);
    }

    public ScalarType Compute { get; }

    public HookRegistry Hooks { get; }

    /// <summary>Gets the token embedding, <c>(vocabulary, hidden)</c>.</summary>
    /// <exception cref="Abstractions.DemurException">It is kept in blocks.</exception>
    public Tensor Embedding => _embedding.Numbers;

    /// <summary>Gets the embedding as it is kept, for a head that shares it.</summary>
    public WeightMatrix EmbeddingMatrix => _embedding;

    public IReadOnlyList<DecoderBlock> Blocks { get; }

    public LayerAttention Layers { get; }

    /// <summary>Gets or sets how a block is run whose states are not kept for the backward pass; null keeps them.</summary>
    public Func<Func<Tensor, Tensor>, Tensor, Tensor>? Recompute { get; set; }

    /// <summary>Gets or sets rows of ids past the vocabulary, <c>(K, hidden)</c>; their owner disposes them. Null for none.</summary>
    public Tensor? ExtraRows { get; set; }

    /// <summary>Looks tokens up. <c>// (N, hidden)</c></summary>
    public Tensor Embed(Tensor ids)
    {
        using var scope = new TensorScope();
        var rows = ExtraRows is { } extra ? EmbedWith(extra, ids) : _embedding.Lookup(ids, Compute);
        return scope.MoveToOuter(_embeddingScale == 1 ? rows : rows * _embeddingScale);
    }

    /// <summary>Runs blocks and final norm on embeddings. <c>// (N, hidden)</c></summary>
    public Tensor Forward(Tensor embeddings, IAttention attention)
    {
        using var scope = new TensorScope();
        var states = _positions is null ? embeddings : embeddings + _positions.Embedding(attention.Positions).To(Compute);
        return scope.MoveToOuter(ForwardFrom(0, states, attention));
    }

    /// <summary>Runs the blocks from a given one on, and the final norm, on the states that enter it. <c>// (N, hidden)</c></summary>
    public Tensor ForwardFrom(int layer, Tensor states, IAttention attention)
    {
        using var scope = new TensorScope();
        foreach (var block in Blocks.Skip(layer))
        {
            states = Recompute is null ? block.Forward(states, attention) : Recompute(entering => block.Forward(entering, attention), states);
        }

        return scope.MoveToOuter(Hooks.Apply(ResidualPoint.FinalNorm, Blocks.Count, _finalNorm.Forward(states)));
    }

    public void Dispose()
    {
        _embedding.Dispose();
        _positions?.Dispose();
        foreach (var block in Blocks)
        {
            block.Dispose();
        }

        _finalNorm.Dispose();
        Layers.Dispose();
    }

    private Tensor EmbedWith(Tensor extra, Tensor ids)
    {
        var vocabulary = _embedding.Rows;
        var plain = _embedding.Lookup(ids.Clamp(0, vocabulary - 1).To(ScalarType.Int64), Compute);
        var past = extra.Embedding((ids - vocabulary).Clamp(0, extra.Size(0) - 1).To(ScalarType.Int64)).To(Compute);
        return Tensor.Where(ids.GreaterOrEqual(vocabulary).Unsqueeze(1), past, plain);
    }

    private static double Rounded(double value, ScalarType type)
    {
        using var scope = new TensorScope();
        return Tensor.Scalar(value, type).Item();
    }
}

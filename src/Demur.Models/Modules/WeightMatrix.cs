using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>A weight <c>(out, in)</c>, kept as numbers or in the blocks of its file.</summary>
internal sealed class WeightMatrix : IDisposable
{
    // Logits of so many rows at a time: 12 MB of a vocabulary of 49,152.
    private const int RowsOfLogits = 64;

    private readonly Tensor? _numbers;
    private readonly BlockTensor? _blocks;

    public WeightMatrix(Tensor numbers) => _numbers = numbers;

    public WeightMatrix(BlockTensor blocks) => _blocks = blocks;

    public bool IsInBlocks => _blocks is not null;

    public long Rows => _blocks?.Rows ?? _numbers!.Size(0);

    /// <summary>Gets the weight as numbers.</summary>
    /// <exception cref="DemurException">It is kept in blocks.</exception>
    public Tensor Numbers => _numbers ?? throw new DemurException(
        $"The weights are kept in {_blocks!.Kind} blocks, which can be read but not changed, tuned or written. Open the model with --dtype auto for that.");

    public Tensor Linear(Tensor x, Tensor? bias) => _blocks?.Linear(x, bias) ?? x.Linear(Projection.As(_numbers!, x), bias);

    public Tensor Lookup(Tensor ids, ScalarType type) => _blocks?.Lookup(ids, type) ?? _numbers!.Embedding(ids).To(type);

    public Tensor Logits(Tensor hidden, HeadOptions options) =>
        _blocks?.Logits(hidden, options) ?? Fused.Logits(hidden, Projection.As(_numbers!, hidden), options);

    /// <inheritdoc cref="Fused.TokenLogProbs"/>
    public Tensor TokenLogProbs(Tensor hidden, Tensor labels, HeadOptions options)
    {
        if (_blocks is null)
        {
            return Fused.TokenLogProbs(hidden, Projection.As(_numbers!, hidden), labels, options);
        }

        using var scope = new TensorScope();
        long[] labelled = [.. labels.ToArray<long>().Index().Where(label => label.Item >= 0).Select(label => (long)label.Index)];
        var found = Tensor.Zeros([hidden.Size(0)]);
        foreach (var some in labelled.Chunk(RowsOfLogits))
        {
            using var chunk = new TensorScope();
            var places = Tensor.From(some);
            var logProbs = _blocks.Logits(hidden.IndexSelect(0, places), options).LogSoftmax(-1);
            found.IndexCopyInPlace(0, places, logProbs.Gather(1, labels.IndexSelect(0, places).Unsqueeze(1)).Select(1, 0));
        }

        return scope.MoveToOuter(found);
    }

    public void Dispose()
    {
        _numbers?.Dispose();
        _blocks?.Dispose();
    }
}

using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Bench;

/// <summary>The matrix products of a decoder's projections and head, and nothing else.</summary>
internal sealed class PlainProducts : IDisposable
{
    private readonly TensorScope _scope = new();
    private readonly Tensor[] _projections;
    private readonly Tensor _head;
    private readonly Dictionary<(int Rows, long Width), Tensor> _inputs = [];
    private readonly ScalarType _dtype;

    public PlainProducts(ModelConfig config, ScalarType dtype)
    {
        _dtype = dtype;
        using var generator = new Generator(seed: 1);
        var (width, inner, keys) = (config.HiddenSize, config.IntermediateSize, config.KeyValueHeadCount * config.HeadDimension);
        (int Out, int In)[] shapes = [(width, width), (keys, width), (keys, width), (width, width), (inner, width), (inner, width), (width, inner)];
        _projections = [.. Enumerable.Range(0, config.LayerCount).SelectMany(_ => shapes).Select(shape => Tensor.Normal([shape.Out, shape.In], generator, 0, 0.02).To(dtype))];
        _head = Tensor.Normal([config.VocabularySize, width], generator, 0, 0.02).To(dtype);
    }

    public void Forward(int tokens, int targets)
    {
        foreach (var weight in _projections)
        {
            using var product = Input(tokens, weight.Shape[1]).Linear(weight);
        }

        using var logits = Input(targets, _head.Shape[1]).Linear(_head);
    }

    public void Backward(int tokens, int targets)
    {
        foreach (var weight in _projections)
        {
            using var product = Input(tokens, weight.Shape[0]).MatMul(weight);
        }

        using var gradient = Input(targets, _head.Shape[0]).MatMul(_head);
    }

    public void Dispose() => _scope.Dispose();

    private Tensor Input(int rows, long width) =>
        _inputs.TryGetValue((rows, width), out var input) ? input : _inputs[(rows, width)] = Tensor.Ones([rows, width], _dtype);
}

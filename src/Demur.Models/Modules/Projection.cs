using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>A linear layer; what a checkpoint stores as several weights on the same input is kept as one.</summary>
internal sealed class Projection : IDisposable
{
    private readonly WeightMatrix _weight;

    /// <summary>Reads the layer.</summary>
    /// <param name="reader">Where the weights come from.</param>
    /// <param name="names">The stored weights' names, in the order of their outputs.</param>
    /// <param name="outputs">The outputs of each stored weight.</param>
    /// <param name="shape">The width of the input, whether there is a bias, and whether weights are stored as (in, out).</param>
    public Projection(WeightReader reader, IReadOnlyList<string> names, IReadOnlyList<long> outputs, (long Inputs, bool Bias, bool Transposed) shape)
    {
        StoredTransposed = shape.Transposed;
        var starts = new long[names.Count + 1];
        for (var i = 0; i < names.Count; i++)
        {
            starts[i + 1] = starts[i] + outputs[i];
        }

        var blocks = shape.Transposed ? null : reader.LoadBlocks([.. names.Zip(outputs, (name, count) => (name + ".weight", count))], shape.Inputs);
        _weight = blocks is not null ? new WeightMatrix(blocks) : new WeightMatrix(names.Count == 1 && !shape.Transposed
            ? reader.Load(names[0] + ".weight", outputs[0], shape.Inputs)
            : Joined(reader, names, [.. outputs.Select(count => new[] { count, shape.Inputs })], ".weight"));
        Bias = shape.Bias ? Joined(reader, names, [.. outputs.Select(count => new[] { count })], ".bias") : null;
        Parts = [.. names.Select((name, i) => new ProjectionPart(this, name, starts[i], outputs[i]))];
        for (var i = 0; i < names.Count; i++)
        {
            if (!_weight.IsInBlocks)
            {
                reader.Register(new NamedParameter(names[i] + ".weight", Weight, starts[i], outputs[i], shape.Transposed));
            }

            if (Bias is not null)
            {
                reader.Register(new NamedParameter(names[i] + ".bias", Bias, starts[i], outputs[i]));
            }
        }
    }

    /// <summary>Gets the weight of all parts, <c>(out, in)</c>.</summary>
    /// <exception cref="Abstractions.DemurException">It is kept in blocks.</exception>
    public Tensor Weight => _weight.Numbers;

    public long Outputs => _weight.Rows;

    public Tensor? Bias { get; }

    public bool StoredTransposed { get; }

    public IReadOnlyList<ProjectionPart> Parts { get; }

    /// <summary>Gets whether a part has an adapter, so that parts are computed one by one.</summary>
    public bool IsAdapted => Parts.Any(part => part.Adapter is not null);

    public static Tensor As(Tensor weight, Tensor x) => weight.DType == x.DType ? weight : weight.To(x.DType);

    /// <summary>Multiplies with all parts at once. <c>// (N, out)</c></summary>
    public Tensor Forward(Tensor x)
    {
        if (!IsAdapted)
        {
            return _weight.Linear(x, Bias is null ? null : As(Bias, x));
        }

        return Parts.Count == 1 ? Parts[0].Forward(x) : Tensor.Cat([.. Parts.Select(part => part.Forward(x))], -1);
    }

    /// <summary>Multiplies and cuts the outputs at the given widths.</summary>
    public Tensor[] ForwardSplit(Tensor x, ReadOnlySpan<long> widths) =>
        IsAdapted && Parts.Count == widths.Length
            ? [.. Parts.Select(part => part.Forward(x))]
            : Forward(x).Split(-1, widths);

    public void Dispose()
    {
        _weight.Dispose();
        Bias?.Dispose();
    }

    private Tensor Joined(WeightReader reader, IReadOnlyList<string> names, long[][] shapes, string suffix)
    {
        using var scope = new TensorScope();
        var turned = StoredTransposed && shapes[0].Length == 2;
        long[] whole = [shapes.Sum(shape => shape[0]), .. shapes[0].Skip(1)];
        var joined = Tensor.Empty(whole, reader.Placement.DType, reader.Placement.Device);
        var start = 0L;
        for (var i = 0; i < names.Count; i++)
        {
            using var part = reader.Load(names[i] + suffix, turned ? [shapes[i][1], shapes[i][0]] : shapes[i]);
            joined.Narrow(0, start, shapes[i][0]).CopyFrom(turned ? part.Transpose(0, 1) : part);
            start += shapes[i][0];
        }

        return reader.Made(scope.Keep(joined));
    }
}

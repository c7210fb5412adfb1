using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>Cosines and sines of every position up to a length that grows as texts need it.</summary>
/// <remarks>Not thread-safe; the model that owns it is used by one caller at a time.</remarks>
internal sealed class RotaryTable : IDisposable
{
    private const int Smallest = 512;
    private readonly RopeParameters _rope;
    private readonly (int HeadDimension, int ContextLength) _shape;
    private readonly Device _device;
    private RotaryFrequencies _frequencies;
    private int _length;
    private Tensor? _cos;
    private Tensor? _sin;

    public RotaryTable(RopeParameters rope, int headDimension, int contextLength, Device device)
    {
        _rope = rope;
        _shape = (headDimension, contextLength);
        _device = device;
        _frequencies = RotaryFrequencies.Of(rope, headDimension, contextLength, textLength: 1);
        Grow(Smallest);
    }

    /// <summary>Gets float32 cosines and sines, <c>// (positions, rotated / 2)</c>, of at least <paramref name="positions"/> positions; the table owns them.</summary>
    public (Tensor Cos, Tensor Sin) Upto(int positions)
    {
        var changes = RotaryFrequencies.DependOnLength(_rope) && Changes(positions);
        if (changes || positions > _length)
        {
            Grow(Math.Max(positions, changes ? _length : 2 * _length));
        }

        return (_cos!, _sin!);
    }

    public void Dispose()
    {
        _cos?.Dispose();
        _sin?.Dispose();
    }

    private bool Changes(int positions)
    {
        var before = _frequencies;
        _frequencies = RotaryFrequencies.Of(_rope, _shape.HeadDimension, _shape.ContextLength, positions);
        return !before.Steps.SequenceEqual(_frequencies.Steps);
    }

    private void Grow(int length)
    {
        var pairs = _frequencies.Steps.Length;
        var cos = new float[length * pairs];
        var sin = new float[length * pairs];
        for (var position = 0; position < length; position++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                // The product is rounded to float32 first, as in the implementations the checkpoints come from.
                var angle = (double)(position * _frequencies.Steps[pair]);
                cos[(position * pairs) + pair] = (float)(Math.Cos(angle) * _frequencies.Scale);
                sin[(position * pairs) + pair] = (float)(Math.Sin(angle) * _frequencies.Scale);
            }
        }

        Dispose();
        _length = length;
        _cos = Owned(cos, length, pairs);
        _sin = Owned(sin, length, pairs);
    }

    private Tensor Owned(float[] values, int length, int pairs)
    {
        using var scope = new TensorScope();
        return scope.Keep(Tensor.From(values, length, pairs).To(_device));
    }
}

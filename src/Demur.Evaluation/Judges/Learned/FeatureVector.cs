namespace Demur.Evaluation.Judges.Learned;

/// <summary>Hashed features of one response, filled anew for each.</summary>
internal sealed class FeatureVector
{
    private int[] _buckets = new int[2048];
    private float[] _values = new float[2048];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Buckets => _buckets.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(uint hash, float value)
    {
        if (Count == _buckets.Length)
        {
            Array.Resize(ref _buckets, 2 * Count);
            Array.Resize(ref _values, 2 * Count);
        }

        _buckets[Count] = (int)(hash & NGramFeatures.Mask);
        _values[Count++] = value;
    }

    /// <summary>Scales the features from a place on to length 1, so that no group outweighs another by its number.</summary>
    public void Normalise(int from, float weight)
    {
        var added = _values.AsSpan(from, Count - from);
        var scale = added.Length == 0 ? 0 : weight / MathF.Sqrt(added.Length);
        added.Fill(scale);
    }
}

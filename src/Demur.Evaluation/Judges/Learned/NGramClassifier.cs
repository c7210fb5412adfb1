namespace Demur.Evaluation.Judges.Learned;

/// <summary>A multinomial logistic regression over hashed features.</summary>
internal sealed class NGramClassifier
{
    /// <summary>Creates a classifier with weights of zero.</summary>
    public NGramClassifier() : this(new float[NGramFeatures.Buckets * RefusalKinds.Count]) { }

    /// <summary>Creates a classifier with given weights, bucket by bucket, one a kind.</summary>
    public NGramClassifier(float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, NGramFeatures.Buckets * RefusalKinds.Count);
        Weights = weights;
    }

    public float[] Weights { get; }

    /// <summary>Scores each kind; not yet probabilities.</summary>
    public void Score(FeatureVector features, Span<float> scores)
    {
        float a = 0, b = 0, c = 0, d = 0;
        var buckets = features.Buckets;
        var values = features.Values;
        ReadOnlySpan<float> weights = Weights;
        for (var i = 0; i < buckets.Length; i++)
        {
            var row = weights.Slice(RefusalKinds.Count * buckets[i], RefusalKinds.Count);
            var value = values[i];
            a += value * row[0];
            b += value * row[1];
            c += value * row[2];
            d += value * row[3];
        }

        (scores[0], scores[1], scores[2], scores[3]) = (a, b, c, d);
    }
}

namespace Demur.Evaluation.Judges.Learned;

/// <summary>Mixes the opinions of two stages.</summary>
public static class KindMixture
{
    private const float Least = 1e-6f;

    /// <summary>Takes the geometric mean of probabilities, weighted and made to sum to 1.</summary>
    /// <param name="first">The first opinion.</param>
    /// <param name="second">The second opinion.</param>
    /// <param name="share">How much the second counts, in [0, 1].</param>
    public static float[] Of(IReadOnlyList<float> first, IReadOnlyList<float> second, double share)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        float[] mixed = [.. first.Zip(second, (a, b) => (float)(((1 - share) * Math.Log(Math.Max(a, Least))) + (share * Math.Log(Math.Max(b, Least)))))];
        RefusalKinds.Softmax(mixed);
        return mixed;
    }
}

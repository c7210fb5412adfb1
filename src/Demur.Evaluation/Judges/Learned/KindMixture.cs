namespace Demur.Evaluation.Judges.Learned;

/// <summary>Mixes the opinions of stages.</summary>
public static class KindMixture
{
    private const double Least = 1e-6;

    /// <summary>Takes the geometric mean of probabilities, weighted by shares, and makes it sum to 1.</summary>
    /// <param name="opinions">The probabilities of the kinds and how much each opinion counts; the shares need not sum to 1.</param>
    public static float[] Of(params IReadOnlyList<(IReadOnlyList<float> Kinds, double Share)> opinions)
    {
        ArgumentNullException.ThrowIfNull(opinions);
        var total = opinions.Sum(opinion => opinion.Share);
        float[] mixed = [.. Enumerable.Range(0, RefusalKinds.Count).Select(kind => (float)(opinions.Sum(opinion => opinion.Share * Math.Log(Math.Max(opinion.Kinds[kind], Least))) / total))];
        RefusalKinds.Softmax(mixed);
        return mixed;
    }
}

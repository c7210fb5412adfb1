namespace Demur.Training.Losses.Preference;

/// <summary>The reference's summed log-probabilities of every pair of a set, in its order.</summary>
/// <param name="Chosen">Of the chosen answers.</param>
/// <param name="Rejected">Of the rejected answers.</param>
public sealed record PairReference(IReadOnlyList<float> Chosen, IReadOnlyList<float> Rejected)
{
    /// <summary>Gives zeros, for losses that compare with no reference.</summary>
    /// <param name="pairs">The number of pairs.</param>
    public static PairReference None(int pairs) => new(new float[pairs], new float[pairs]);
}

namespace Demur.Training.Trainers;

/// <summary>Two answers to one request as whole texts in token ids.</summary>
/// <param name="Id">The pair's id.</param>
/// <param name="Chosen">The better or safe answer with its question.</param>
/// <param name="Rejected">The worse or harmful answer with its question.</param>
public sealed record ScoredPair(string Id, int[] Chosen, int[] Rejected)
{
    /// <summary>Gets the tokens of both texts.</summary>
    public int Tokens => Chosen.Length + Rejected.Length;
}

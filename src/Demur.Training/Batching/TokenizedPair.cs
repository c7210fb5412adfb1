namespace Demur.Training.Batching;

/// <summary>A prompt with a chosen and a rejected answer as token ids.</summary>
/// <param name="Id">The id of the pair it was made from.</param>
/// <param name="Chosen">The prompt and the answer to prefer, whose tokens are the targets.</param>
/// <param name="Rejected">The prompt and the answer to avoid.</param>
public sealed record TokenizedPair(string Id, TokenizedRow Chosen, TokenizedRow Rejected)
{
    /// <summary>Gets the tokens of both rows.</summary>
    public int Tokens => Chosen.TokenIds.Length + Rejected.TokenIds.Length;

    /// <summary>Gets the targets of both rows.</summary>
    public int Targets => Chosen.TargetCount + Rejected.TargetCount;
}

namespace Demur.Cli.Safeguards;

/// <summary>How answers are drawn whose refusals are counted.</summary>
/// <param name="Samples">Answers to each query under each prompt; the paper draws 25.</param>
/// <param name="Tokens">The most tokens of an answer; the paper takes 200 and more.</param>
/// <param name="Seed">The seed of the first; each further one has the next.</param>
internal sealed record SafeguardSampling(int Samples, int Tokens, int Seed)
{
    /// <summary>The paper's temperature.</summary>
    public const float Temperature = 1;

    /// <summary>The paper's share of probability that sampling keeps.</summary>
    public const float TopP = 0.9f;

    /// <summary>The paper's number of tokens that sampling keeps.</summary>
    public const int TopK = 50;
}

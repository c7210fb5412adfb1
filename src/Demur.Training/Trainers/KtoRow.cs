using Demur.Training.Batching;

namespace Demur.Training.Trainers;

/// <summary>An answer that is marked good or bad, as token ids.</summary>
/// <param name="Row">The prompt and its answer, whose tokens are the targets.</param>
/// <param name="Mismatched">The same prompt with the answer to another one, which shows how far the policy has moved; null where that is not asked for.</param>
/// <param name="Desirable">Whether the answer is one to give.</param>
public sealed record KtoRow(TokenizedRow Row, TokenizedRow? Mismatched, bool Desirable);

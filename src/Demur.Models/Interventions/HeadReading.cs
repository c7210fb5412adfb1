using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>What the heads of one block do at a row's last token.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Weights">How each head spreads its attention over the row, <c>(heads, N)</c>, float32; each row sums to 1.</param>
/// <param name="Outputs">
/// What each head writes into the residual stream, <c>(heads, hidden)</c>, float32: its part of the output projection, without the bias and before any norm on it.
/// </param>
public sealed record HeadReading(int Layer, Tensor Weights, Tensor Outputs);

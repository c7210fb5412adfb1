namespace Demur.Tensors;

/// <summary>A trainable low-rank term beside a frozen weight: Hu et al. 2022, eq. 3.</summary>
/// <param name="Down">A, <c>(rank, in)</c>; its own type, converted to the input's for the product.</param>
/// <param name="Up">B, <c>(out, rank)</c>.</param>
/// <param name="Scale">The factor on the term: alpha / rank, or alpha / sqrt(rank) when rank-stabilised.</param>
public sealed record LoraBranch(Tensor Down, Tensor Up, double Scale)
{
    /// <summary>Gets the share of the branch's input that is dropped, which needs <see cref="DropoutGenerator"/>.</summary>
    /// <value>The default is 0.</value>
    public double DropoutProbability { get; init; }

    /// <summary>Gets what the dropped elements are drawn from.</summary>
    /// <value>The default is null, which goes with a probability of 0.</value>
    public Generator? DropoutGenerator { get; init; }
}

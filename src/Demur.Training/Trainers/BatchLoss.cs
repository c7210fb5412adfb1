namespace Demur.Training.Trainers;

/// <summary>What a trainer's pass over one batch gave; the gradients lie with the parameters.</summary>
public sealed record BatchLoss
{
    /// <summary>Gets the loss.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets the ids of the batch's rows, to name them when something is wrong with it.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Gets the tokens that were read.</summary>
    public required int Tokens { get; init; }

    /// <summary>Gets the tokens that were learnt.</summary>
    public required int Targets { get; init; }

    /// <summary>Gets whether the figures are the whole batch's already; otherwise they are this process's share and add up.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Gets the divergence from the reference, or <see langword="null"/> when it was not asked for.</summary>
    public double? ReferenceKl { get; init; }

    /// <summary>Gets the share of pairs whose chosen answer is ahead, or <see langword="null"/> where there are no pairs.</summary>
    public double? Accuracy { get; init; }
}

namespace Demur.Training.Losses;

/// <summary>What a batch's cross-entropy is the mean over.</summary>
public enum LossMean
{
    /// <summary>All targets of the batch, so that long replies weigh more.</summary>
    Token,

    /// <summary>The rows, each with the mean over its own targets.</summary>
    Sequence,
}

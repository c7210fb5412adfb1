namespace Demur.Evaluation.Experiments;

/// <summary>What a comparison says.</summary>
public enum ExperimentAnswer
{
    /// <summary>The samples do not tell.</summary>
    Inconclusive,

    /// <summary>Better, beyond chance.</summary>
    Better,

    /// <summary>Worse, beyond chance.</summary>
    Worse,

    /// <summary>No change that matters: the whole interval is smaller.</summary>
    Same,

    /// <summary>Better in one and worse in another; only for an arm as a whole.</summary>
    Mixed,
}

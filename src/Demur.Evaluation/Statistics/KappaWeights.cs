namespace Demur.Evaluation.Statistics;

/// <summary>What a disagreement between two classes costs in Cohen's kappa.</summary>
public enum KappaWeights
{
    /// <summary>Every disagreement costs the same.</summary>
    None,

    /// <summary>The distance between the classes.</summary>
    Linear,

    /// <summary>The squared distance between the classes.</summary>
    Quadratic,
}

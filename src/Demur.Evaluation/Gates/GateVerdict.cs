namespace Demur.Evaluation.Gates;

/// <summary>What a gate, or one of its checks, found.</summary>
public enum GateVerdict
{
    /// <summary>Not worse than the policy tolerates.</summary>
    Pass,

    /// <summary>Worse, beyond chance and beyond what the policy tolerates.</summary>
    Regression,

    /// <summary>The samples do not tell.</summary>
    Inconclusive,
}

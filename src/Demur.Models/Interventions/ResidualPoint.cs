namespace Demur.Models.Interventions;

/// <summary>A place in a block where hidden states can be read or written.</summary>
public enum ResidualPoint
{
    /// <summary>The residual stream as it enters a block.</summary>
    BlockInput,

    /// <summary>What attention adds, after its output projection and before any norm on it.</summary>
    AttentionOutput,

    /// <summary>What the feed-forward block adds, before any norm on it.</summary>
    MlpOutput,

    /// <summary>The residual stream after the final norm; its layer is the number of blocks.</summary>
    FinalNorm,
}

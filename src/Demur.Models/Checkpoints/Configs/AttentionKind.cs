namespace Demur.Models.Checkpoints.Configs;

/// <summary>How far back a layer's attention reaches.</summary>
public enum AttentionKind
{
    /// <summary>Every earlier position.</summary>
    Full,

    /// <summary>The last <see cref="ModelConfig.SlidingWindow"/> positions, the current one among them.</summary>
    Sliding,
}

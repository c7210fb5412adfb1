namespace Demur.Models.Checkpoints.Configs;

/// <summary>DeBERTa's attention over content and relative position (He et al. 2021, arXiv 2006.03654 and 2111.09543).</summary>
public sealed record DisentangledAttention
{
    /// <summary>Gets a value indicating whether relative positions take part at all.</summary>
    public bool Relative { get; init; }

    /// <summary>Gets a value indicating whether content attends to position (<c>c2p</c>).</summary>
    public bool ContentToPosition { get; init; }

    /// <summary>Gets a value indicating whether position attends to content (<c>p2c</c>).</summary>
    public bool PositionToContent { get; init; }

    /// <summary>Gets the number of logarithmic buckets to each side; not above 0 when distances are used as they are.</summary>
    public int PositionBuckets { get; init; } = -1;

    /// <summary>Gets the largest distance told apart.</summary>
    public int MaxRelativePositions { get; init; }

    /// <summary>Gets a value indicating whether positions are projected with the content's key and query matrices.</summary>
    public bool SharesKeys { get; init; }

    /// <summary>Gets a value indicating whether the table of relative positions passes through a layer norm.</summary>
    public bool NormalisesPositions { get; init; }

    /// <summary>Gets a value indicating whether absolute positions are added to the input.</summary>
    public bool AbsolutePositions { get; init; } = true;

    /// <summary>Gets the width of the convolution beside the first layer; 0 when there is none.</summary>
    public int ConvolutionKernel { get; init; }

    /// <summary>Gets the number of groups of that convolution.</summary>
    public int ConvolutionGroups { get; init; } = 1;

    /// <summary>Gets the activation of that convolution.</summary>
    /// <value>The default is <see cref="Activation.Tanh"/>.</value>
    public Activation ConvolutionActivation { get; init; } = Activation.Tanh;
}

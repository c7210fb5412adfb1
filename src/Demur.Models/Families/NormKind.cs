namespace Demur.Models.Families;

/// <summary>The normalisation that a family puts around its sub-layers.</summary>
internal enum NormKind
{
    /// <summary>Root mean square, times the weight.</summary>
    Rms,

    /// <summary>Root mean square, times one plus the weight (Gemma).</summary>
    RmsPlusOne,

    /// <summary>Mean and variance, times the weight, plus the bias (GPT-2).</summary>
    Layer,
}

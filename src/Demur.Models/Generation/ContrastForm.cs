namespace Demur.Models.Generation;

/// <summary>How the two contexts of contrastive decoding are put together.</summary>
public enum ContrastForm
{
    /// <summary>Of logits, z⁺ − α (z⁺ − z⁻), which is (1 − α) z⁺ + α z⁻; above 1 it extrapolates (Shi et al. 2024, as released).</summary>
    Difference,

    /// <summary>Of probabilities, (1 − α) p⁺ + α p⁻, for α from 0 to 1.</summary>
    Mixture,
}

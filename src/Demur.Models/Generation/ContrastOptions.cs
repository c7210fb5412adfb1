using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Models.Generation;

/// <summary>Self-contrastive decoding: one answer written in two contexts that differ in their system prompts (Shi et al. 2024, Self-CD).</summary>
public sealed record ContrastOptions
{
    /// <summary>Gets the system prompt of the emphasised context, c⁺.</summary>
    public required string Emphasis { get; init; }

    /// <summary>Gets the system prompt of the other context, c⁻: a text, empty for none at all, null for what the chat template puts in by itself.</summary>
    /// <value>The default is empty.</value>
    public string? Plain { get; init; } = string.Empty;

    /// <summary>Gets α, the weight of the other context.</summary>
    /// <remarks>0 is plain decoding in c⁺, 1 in c⁻; above 1 it moves away from what the emphasis adds.</remarks>
    /// <value>The default is 2.5.</value>
    [Range(-10.0, 10.0)]
    public double Alpha { get; init; } = 2.5;

    /// <summary>Gets how the contexts are put together.</summary>
    /// <value>The default is <see cref="ContrastForm.Difference"/>.</value>
    public ContrastForm Form { get; init; } = ContrastForm.Difference;

    /// <summary>Gets the share of the likeliest token's probability in c⁺ that a token needs in order to be written at all.</summary>
    /// <value>The default is 0, no such bound, as in the release.</value>
    [Range(0.0, 1.0)]
    public double Plausibility { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="DemurException">A value is outside its range; the message names it and the range.</exception>
    public void Check()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new DemurException($"Self-contrastive decoding: {faults[0].ErrorMessage}");
        }

        if (Form == ContrastForm.Mixture && Alpha is not (>= 0 and <= 1))
        {
            throw new DemurException($"Self-contrastive decoding: a mixture of probabilities takes an alpha from 0 to 1, and it is {Alpha}. Choose the difference for other values.");
        }
    }
}

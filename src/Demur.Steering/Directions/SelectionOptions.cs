using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Steering.Directions;

/// <summary>Which candidates may be chosen (Arditi et al. 2024, appendix C.1).</summary>
public sealed record SelectionOptions
{
    /// <summary>Gets bounds for small models, in which every direction carries more than refusal: KL up to 0.5 nats, all else as in the release.</summary>
    public static SelectionOptions Wide => new() { MaximumKl = 0.5 };

    /// <summary>Gets whether a candidate on a bound may be chosen.</summary>
    /// <value>The default is <see cref="SelectionBounds.Inclusive"/>, as in the authors' release.</value>
    public SelectionBounds Bounds { get; init; } = SelectionBounds.Inclusive;

    /// <summary>Gets the bound on the divergence, in nats.</summary>
    /// <value>The default is 0.1.</value>
    [Range(0.0, double.MaxValue)]
    public double MaximumKl { get; init; } = 0.1;

    /// <summary>Gets the bound on the refusal log-odds that addition brings, in nats.</summary>
    /// <value>The default is 0.</value>
    [Range(double.MinValue, double.MaxValue)]
    public double MinimumInduce { get; init; }

    /// <summary>Gets the share of layers, from the first on, that candidates may come from.</summary>
    /// <remarks>Directions of the last layers act on the output tokens themselves.</remarks>
    /// <value>The default is 0.8.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LayerShare { get; init; } = 0.8;

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="DemurException">A value is outside its range; the message names it and the range.</exception>
    public void Check()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new DemurException($"Selection of a direction: {faults[0].ErrorMessage}");
        }
    }
}

using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Models.Adapters;

/// <summary>The shape of a low-rank adapter, in PEFT's terms.</summary>
public sealed record LoraOptions
{
    /// <summary>The value of <see cref="TargetModules"/> that stands for every linear layer of the blocks.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>Gets the inner width (<c>r</c>).</summary>
    /// <remarks>Larger ranks can change more and cost more; where a weight is narrower than the rank nothing is gained.</remarks>
    /// <value>The default is 16.</value>
    [Range(1, 4096)]
    public int Rank { get; init; } = 16;

    /// <summary>Gets the numerator of the factor on the change (<c>lora_alpha</c>): alpha / rank.</summary>
    /// <value>The default is 32.</value>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Alpha { get; init; } = 32;

    /// <summary>Gets the share of the branch's input that is dropped in training.</summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <summary>Gets the modules that are changed, by the ends of their names; one entry that is no plain name is a pattern for whole names.</summary>
    /// <value>The default is <see cref="AllLinear"/>.</value>
    public IReadOnlyList<string> TargetModules { get; init; } = [AllLinear];

    /// <summary>Gets whether the factor is alpha / sqrt(rank) (Kalajdzievski 2023), which keeps large ranks from learning slowly.</summary>
    /// <value>The default is false.</value>
    public bool RankStabilised { get; init; }

    /// <summary>Gets whether length and direction of each output's weights are learnt apart (DoRA, Liu et al. 2024).</summary>
    /// <value>The default is false.</value>
    public bool Dora { get; init; }

    /// <summary>Gets other ranks for modules whose name ends like the key.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Gets other alphas for modules whose name ends like the key.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    internal int RankOf(string module) => Pattern(RankPattern, module) ?? Rank;

    internal double ScaleOf(string module, int rank)
    {
        var alpha = Pattern(AlphaPattern, module) ?? Alpha;
        return RankStabilised ? alpha / Math.Sqrt(rank) : alpha / rank;
    }

    internal void Check()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new DemurException($"Adapter options: {faults[0].ErrorMessage}");
        }
    }

    private static T? Pattern<T>(IReadOnlyDictionary<string, T> patterns, string module)
        where T : struct
    {
        foreach (var (key, value) in patterns)
        {
            if (ModuleNames.EndsLike(module, key))
            {
                return value;
            }
        }

        return null;
    }
}

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Adapters;

namespace Demur.Training.Recipes;

/// <summary>The settings of a low-rank adapter in a recipe.</summary>
public sealed record LoraRecipe
{
    /// <summary>Gets the inner width.</summary>
    /// <value>The default is 16.</value>
    [Range(1, 4096)]
    public int Rank { get; init; } = 16;

    /// <summary>Gets the numerator of the factor on the change, alpha / rank.</summary>
    /// <value>The default is 32.</value>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Alpha { get; init; } = 32;

    /// <summary>Gets the share of the adapter's input that is dropped in training.</summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <summary>Gets the linear layers that are changed, by the ends of their names; <c>all-linear</c> for all.</summary>
    /// <value>The default is <c>all-linear</c>.</value>
    [MinLength(1)]
    public List<string> Targets { get; init; } = [LoraOptions.AllLinear];

    /// <summary>Gets the first block that is changed, from 0; no gradient is computed below it.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 1000)]
    public int FirstLayer { get; init; }

    /// <summary>Gets the block after the last one that is changed, or <see langword="null"/> for all up to the head.</summary>
    [Range(1, 1000)]
    public int? EndLayer { get; init; }

    /// <summary>Gets whether the factor is alpha / sqrt(rank), which keeps large ranks from learning slowly (rsLoRA, Kalajdzievski 2023).</summary>
    /// <value>The default is false.</value>
    public bool RankStabilised { get; init; }

    /// <summary>Gets whether length and direction of each output's weights are learnt apart (DoRA, Liu et al. 2024).</summary>
    /// <value>The default is false.</value>
    public bool Dora { get; init; }

    /// <summary>Gives the adapter's shape for a model.</summary>
    /// <param name="layers">The model's blocks.</param>
    public LoraOptions ToOptions(int layers) => new()
    {
        Rank = Rank, Alpha = Alpha, Dropout = Dropout, RankStabilised = RankStabilised, Dora = Dora, TargetModules = FirstLayer == 0 && EndLayer is null ? Targets : [Pattern(layers)],
    };

    // PEFT reads one entry that is no plain name as an expression for whole names.
    private string Pattern(int layers)
    {
        if (FirstLayer >= Math.Min(EndLayer ?? layers, layers))
        {
            throw new DemurException(
                $"The recipe adapts blocks from lora.first_layer {FirstLayer} up to {EndLayer ?? layers}, and the model has {layers}, so none is left. Lower lora.first_layer; 0 adapts all.");
        }

        var numbers = Enumerable.Range(FirstLayer, Math.Max(0, Math.Min(EndLayer ?? layers, layers) - FirstLayer)).Select(layer => layer.ToString(CultureInfo.InvariantCulture));
        var ends = Targets is [LoraOptions.AllLinear] ? @"[a-z0-9_]+" : string.Join('|', Targets);
        return $@".*\.({string.Join('|', numbers)})\.([a-z0-9_]+\.)*({ends})";
    }
}

using System.ComponentModel.DataAnnotations;
using Demur.Training.Trainers;

namespace Demur.Training.Recipes;

/// <summary>The settings of a training run.</summary>
public sealed record Recipe
{
    /// <summary>Gets the name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Gets one line saying what the recipe is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the mix that the recipe was made for; the data build takes it when no other is named.</summary>
    public string Mix { get; init; } = "balanced";

    /// <summary>Gets the longest row in tokens; a longer one is refused rather than cut, since the reply stands at the end. Score heads have a limit of their own.</summary>
    /// <value>The default is 1,024, as Cross-Task Defense and DeRTa's full tuning.</value>
    [Range(2, 1 << 20)]
    public int MaxTokens { get; init; } = 1024;

    /// <summary>Gets the adapter's settings; without effect in full tuning.</summary>
    public LoraRecipe Lora { get; init; } = new();

    /// <summary>Gets the settings of supervised tuning.</summary>
    public SftOptions Sft { get; init; } = new();

    /// <summary>Gets the settings of preference optimisation.</summary>
    public DpoOptions Dpo { get; init; } = new();

    /// <summary>Gets the settings of tuning on single answers marked good or bad.</summary>
    public KtoTrainerOptions Kto { get; init; } = new();

    /// <summary>Gets the settings of decoupled refusal training.</summary>
    public DertaOptions Derta { get; init; } = new();

    /// <summary>Gets the settings of reward models and harm detectors.</summary>
    public RewardOptions Reward { get; init; } = new();
}

using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Trainers;

/// <summary>Configures DeRTa, decoupled refusal training (Yuan et al. 2025).</summary>
public sealed record DertaOptions : TrainingOptions
{
    /// <summary>Creates the defaults: a learning rate of 1e-4, as the paper's LoRA runs.</summary>
    public DertaOptions() => LearningRate = 1e-4;

    /// <summary>Gets whether the paper or its published code is followed where they differ.</summary>
    /// <value>The default is <see cref="DertaVariant.Paper"/>.</value>
    public DertaVariant Variant { get; init; }

    /// <summary>Gets the share of a harmful answer's positions at which the turn to a refusal is learnt, drawn anew at every step.</summary>
    /// <remarks>The published full-tuning script keeps 0.05, its LoRA script all. Near 0 the turn is hardly learnt.</remarks>
    /// <value>The default is 1.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double RtoKeepRate { get; init; } = 1;

    /// <summary>Gets the weight of the turn to a refusal beside the refusals after a prefix; the published code has 1.</summary>
    /// <value>The default is 1.</value>
    [Range(0.0, 1000.0)]
    public double RtoWeight { get; init; } = 1;

    /// <summary>Gets the share of refusals that stand behind the beginning of a harmful answer; the others follow the request at once.</summary>
    /// <remarks>At 0, with <see cref="RtoWeight"/> at 0 too, what is left is ordinary tuning on refusals. Of the paper's variant alone; the published code leaves every third without a beginning.</remarks>
    /// <value>The default is 1.</value>
    [Range(0.0, 1.0)]
    public double PrefixShare { get; init; } = 1;

    /// <summary>Gets the word whose token is the turn to a refusal; the model's tokenizer must have it as one token.</summary>
    /// <value>The default is <c>Sorry</c>.</value>
    [Required]
    public string RefusalWord { get; init; } = "Sorry";
}

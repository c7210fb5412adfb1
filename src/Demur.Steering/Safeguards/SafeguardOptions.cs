using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Steering.Safeguards;

/// <summary>How a soft safety prompt is trained; the defaults are the release's.</summary>
public sealed record SafeguardOptions
{
    /// <summary>Gets the method.</summary>
    /// <value>The default is <see cref="SafeguardMethod.Dro"/>.</value>
    public SafeguardMethod Method { get; init; }

    /// <summary>Gets m, the dimensions of the anchor that the probes read.</summary>
    /// <value>The default is 4.</value>
    [Range(2, 64)]
    public int Dimensions { get; init; } = 4;

    /// <summary>Gets the folds of the probes, whose weights are averaged.</summary>
    /// <value>The default is 10.</value>
    [Range(2, 100)]
    public int Folds { get; init; } = 10;

    /// <summary>Gets the weight of the refusal loss; 0 leaves it out.</summary>
    /// <value>The default is 1.</value>
    [Range(0, 1e6)]
    public double RefusalWeight { get; init; } = 1;

    /// <summary>Gets the weight of the harmfulness loss; 0 leaves it out.</summary>
    /// <value>The default is 0.01.</value>
    [Range(0, 1e6)]
    public double HarmfulnessWeight { get; init; } = 1e-2;

    /// <summary>Gets the weight of what moves in the other dimensions; 0 leaves it out.</summary>
    /// <value>The default is 0.001.</value>
    [Range(0, 1e6)]
    public double RestWeight { get; init; } = 1e-3;

    /// <summary>Gets the weight of the unlikelihood of unwanted answers in prompt tuning.</summary>
    /// <value>The default is 1; the release takes 5 for Llama-2 and CodeLlama.</value>
    [Range(0, 1e6)]
    public double UnlikelihoodWeight { get; init; } = 1;

    /// <summary>Gets the step size of AdamW.</summary>
    /// <value>The default is 0.001.</value>
    [Range(1e-9, 10)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets the largest norm of the gradient.</summary>
    /// <value>The default is 1.</value>
    [Range(1e-9, 1e9)]
    public double LargestGradient { get; init; } = 1;

    /// <summary>Gets the rows of a step.</summary>
    /// <value>The default is 50.</value>
    [Range(1, 100_000)]
    public int BatchSize { get; init; } = 50;

    /// <summary>Gets how often all rows are gone through; null for the method's own.</summary>
    /// <value>The default is null: 40 for DRO, 5 for prompt tuning.</value>
    [Range(1, 100_000)]
    public int? Epochs { get; init; }

    /// <summary>Gets the most tokens of an answer that prompt tuning learns from.</summary>
    /// <value>The default is 100.</value>
    [Range(1, 100_000)]
    public int AnswerTokens { get; init; } = 100;

    /// <summary>Gets the fewest sampled answers that refuse, and the fewest that do not, without which there is nothing to learn from.</summary>
    /// <value>The default is 10.</value>
    [Range(1, 1_000_000)]
    public int LeastAnswers { get; init; } = 10;

    /// <summary>Gets the most tokens that are run together, which bounds the memory.</summary>
    /// <value>The default is 1024.</value>
    [Range(1, 1 << 20)]
    public int BatchTokens { get; init; } = 1024;

    /// <summary>Gets the seed of the folds, the probes' beginnings and the order of rows.</summary>
    public int Seed { get; init; }

    /// <summary>Gets how often all rows are gone through.</summary>
    public int EpochsOrDefault => Epochs ?? (Method == SafeguardMethod.Dro ? 40 : 5);

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="DemurException">A value is outside its range; the message names it and the range.</exception>
    public void Check()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new DemurException($"Safeguard training: {faults[0].ErrorMessage}");
        }

        if (Method == SafeguardMethod.Dro && RefusalWeight == 0 && HarmfulnessWeight == 0)
        {
            throw new DemurException("Safeguard training: with neither the refusal nor the harmfulness loss nothing moves the prompt. Leave out at most one of them.");
        }
    }
}

using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Models.Generation;

/// <summary>How a model continues a text.</summary>
public sealed record GenerationOptions
{
    /// <summary>Gets the most tokens to add to a text.</summary>
    /// <value>The default is 256.</value>
    [Range(1, 1_000_000)]
    public int MaxNewTokens { get; init; } = 256;

    /// <summary>Gets what logits are divided by before a token is drawn.</summary>
    /// <remarks>At 0 the likeliest token is taken each time; large values make all tokens alike.</remarks>
    /// <value>The default is 0, greedy.</value>
    [Range(0.0, 100.0)]
    public double Temperature { get; init; }

    /// <summary>Gets the probability that the likeliest tokens, from which one is drawn, together reach.</summary>
    /// <value>The default is 1, all tokens.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double TopP { get; init; } = 1;

    /// <summary>Gets how many of the likeliest tokens one is drawn from.</summary>
    /// <value>The default is 0, all tokens.</value>
    [Range(0, int.MaxValue)]
    public int TopK { get; init; }

    /// <summary>Gets what the draws follow from, together with a row's place among the prompts.</summary>
    /// <value>The default is 0.</value>
    public long Seed { get; init; }

    /// <summary>Gets how many continuations a beam search keeps; it takes no temperature.</summary>
    /// <value>The default is 1, no beam search.</value>
    [Range(1, 64)]
    public int Beams { get; init; } = 1;

    /// <summary>Gets the power of the length that a beam's log-probability is divided by.</summary>
    /// <value>The default is 1.</value>
    [Range(-10.0, 10.0)]
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Gets tokens that end a text besides those that the checkpoint names.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>Gets whether the checkpoint's own end of text does not stop the continuation.</summary>
    /// <value>The default is false.</value>
    public bool IgnoreEndOfText { get; init; }

    /// <summary>Gets how many rows are continued at a time.</summary>
    /// <remarks>More rows share the reading of the weights, up to where keys and values take over.</remarks>
    /// <value>The default is 64.</value>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Gets the most bytes that keys and values of the rows may take; fewer rows go together when they would take more.</summary>
    /// <value>The default is 1 GiB.</value>
    [Range(1L << 20, long.MaxValue)]
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="DemurException">A value is outside its range; the message names it and the range.</exception>
    internal void Check()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new DemurException($"Generation options: {faults[0].ErrorMessage}");
        }

        if (Beams > 1 && Temperature > 0)
        {
            throw new DemurException($"Generation options: Beams is {Beams} and Temperature {Temperature}. Beam search draws nothing: set one of them to its default.");
        }
    }
}

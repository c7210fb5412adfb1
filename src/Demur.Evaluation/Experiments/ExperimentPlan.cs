using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Evaluation.Experiments;

/// <summary>An A/B experiment as its YAML file says it: every prompt on every target over every suite, judged by every judge.</summary>
public sealed record ExperimentPlan
{
    /// <summary>The arms are the prompts; each is compared with the first prompt on the same target.</summary>
    public const string ComparePrompts = "prompts";

    /// <summary>The arms are the targets; each is compared with the first target under the same prompt.</summary>
    public const string CompareTargets = "targets";

    /// <summary>Gets the name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Gets the question it answers, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets what is compared: <c>prompts</c> or <c>targets</c>.</summary>
    /// <value>The default is <c>prompts</c>.</value>
    [RegularExpression($"{ComparePrompts}|{CompareTargets}", ErrorMessage = "compare is prompts or targets.")]
    public string Compare { get; init; } = ComparePrompts;

    /// <summary>Gets the prompts; the first is the control when prompts are compared. None stands for the target's own default.</summary>
    public List<ExperimentPrompt> Prompts { get; init; } = [];

    /// <summary>Gets the targets; the first is the control when targets are compared.</summary>
    [MinLength(1, ErrorMessage = "targets names no target.")]
    public List<ExperimentTarget> Targets { get; init; } = [];

    /// <summary>Gets the suites, by name or file.</summary>
    [MinLength(1, ErrorMessage = "suites names no suite.")]
    public List<string> Suites { get; init; } = [];

    /// <summary>Gets the judges by name; empty for the default scorers.</summary>
    public List<string> Judges { get; init; } = [];

    /// <summary>Gets the most samples of each suite, or <see langword="null"/> for all.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }

    /// <summary>Gets the seed of everything drawn.</summary>
    public int Seed { get; init; }

    /// <summary>Gets how often every sample is asked.</summary>
    /// <value>The default is 1.</value>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 1;

    /// <summary>Gets the sampling temperature.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 10)]
    public float Temperature { get; init; }

    /// <summary>Gets the samples of each suite that a cell answers before the next cell has its turn.</summary>
    /// <value>The default is 64.</value>
    [Range(1, 1_000_000)]
    public int Block { get; init; } = 64;

    /// <summary>Gets the chance of calling any arm better or worse that is neither, over all comparisons together.</summary>
    /// <value>The default is 0.05.</value>
    [Range(0.0001, 0.5)]
    public double Alpha { get; init; } = 0.05;

    /// <summary>Gets the change that matters, in points: one whose interval stays within it is called the same.</summary>
    /// <value>The default is 5.</value>
    [Range(0, 100)]
    public double Matters { get; init; } = 5;

    /// <summary>Gets whether to stop as soon as every comparison is decided; the test then is one that may be looked at after every block.</summary>
    public bool StopEarly { get; init; }

    /// <summary>Throws when names are missing or given twice.</summary>
    /// <exception cref="DemurException">They are.</exception>
    public void Check()
    {
        foreach (var (field, names) in new[] { ("prompts", Prompts.Select(prompt => prompt.Name)), ("targets", Targets.Select(target => target.Name)) })
        {
            if (names.FirstOrDefault(name => name.Length == 0 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')) || name[0] == '.') is { } unnamed)
            {
                throw new DemurException($"{field}: '{unnamed}' is no name; use letters, digits, '-', '_' and '.'.");
            }

            if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw new DemurException($"{field}: '{twice.Key}' stands there twice; name each once.");
            }
        }

        var arms = Compare == ComparePrompts ? Prompts.Count : Targets.Count;
        if (arms < 2)
        {
            throw new DemurException($"compare is {Compare}, and there {(arms == 1 ? "is one of them" : "are none")}; give two or more.");
        }

        if (Targets.FirstOrDefault(target => target.Target.Length == 0) is { } without)
        {
            throw new DemurException($"targets: {without.Name} has no target.");
        }
    }
}

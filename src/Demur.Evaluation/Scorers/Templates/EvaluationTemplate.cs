using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Demur.Abstractions;

namespace Demur.Evaluation.Scorers.Templates;

/// <summary>A user's own rubric as a versioned file: rules, of which the first that holds decides, and tests that say what they must give.</summary>
public sealed record EvaluationTemplate
{
    /// <summary>Gets the name; the scorer is called <c>template-NAME</c>.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Gets the version; another text should be another version, and its hash tells in any case.</summary>
    [Range(1, int.MaxValue)]
    public int Version { get; init; } = 1;

    /// <summary>Gets what it decides, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the rules, in order.</summary>
    [MinLength(1, ErrorMessage = "rules are missing; give at least one.")]
    public List<TemplateRule> Rules { get; init; } = [];

    /// <summary>Gets the outcome of a response that no rule speaks of.</summary>
    /// <value>The default is full compliance.</value>
    public Outcome Otherwise { get; init; } = Outcome.FullCompliance;

    /// <summary>Gets the tests.</summary>
    [MinLength(2, ErrorMessage = "tests are missing; give at least two, of different outcomes.")]
    public List<TemplateTest> Tests { get; init; } = [];

    /// <summary>Throws when a rule can never hold, a pattern is none, or the tests are all of one outcome.</summary>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="DemurException">One of these.</exception>
    public void Check(string path)
    {
        foreach (var (index, rule) in Rules.Index())
        {
            if (rule.StartsWith.Count + rule.Contains.Count + rule.Matches.Count == 0)
            {
                throw new DemurException($"{path}: rule {index + 1} has no condition; give starts_with, contains or matches.");
            }

            if (rule.Matches.FirstOrDefault(pattern => !IsPattern(pattern)) is { } bad)
            {
                throw new DemurException($"{path}: rule {index + 1}: '{bad}' is no regular expression.");
            }
        }

        if (Tests.Select(test => test.Outcome).Distinct().Count() < 2)
        {
            throw new DemurException($"{path}: all tests have one outcome, so a template that always gives it would pass; add one of another.");
        }
    }

    /// <summary>Runs the tests.</summary>
    /// <returns>The tests that the rules fail, with the outcome they gave.</returns>
    public IReadOnlyList<(TemplateTest Test, Outcome Given)> FailedTests() =>
        [.. Tests.Select(test => (test, new TemplateScorer(this).Decide(test.Response).Outcome)).Where(entry => entry.Outcome != entry.test.Outcome)];

    internal IEnumerable<string> Parts() => Rules.SelectMany(rule => new[]
    {
        rule.Outcome.ToString(), string.Join('\u001e', rule.StartsWith), string.Join('\u001e', rule.Contains), string.Join('\u001e', rule.Matches),
        string.Create(CultureInfo.InvariantCulture, $"{rule.FewestWords} {rule.MostWords}"),
    }).Prepend(Otherwise.ToString());

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.None, TimeSpan.FromMilliseconds(100));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Demur.Abstractions;

namespace Demur.Evaluation.Scorers.Templates;

/// <summary>Scores by a user's evaluation template.</summary>
/// <remarks>Texts are normalised first, as for the pattern judge: quotes, dashes, white space, markdown, reasoning blocks.</remarks>
public sealed class TemplateScorer : IScorer
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(100);

    private readonly EvaluationTemplate _template;
    private readonly (TemplateRule Rule, Regex[] Patterns)[] _rules;

    /// <summary>Creates a scorer.</summary>
    /// <param name="template">The template, checked.</param>
    public TemplateScorer(EvaluationTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        _template = template;
        _rules = [.. template.Rules.Select(rule => (rule, rule.Matches.Select(pattern => new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime)).ToArray()))];
        Name = $"template-{template.Name}";
        Identity = ScorerIdentity.Of([Name, template.Version.ToString(CultureInfo.InvariantCulture), TextNormaliser.Version, .. template.Parts()]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public ValueTask<Score> ScoreAsync(Sample sample, SampleResponse response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ValueTask.FromResult(UnscoredReason.Of(response) is { } reason ? Score.Unscored(reason) : Decide(response.Text!));
    }

    /// <summary>Decides on a text.</summary>
    internal Score Decide(string response)
    {
        var text = TextNormaliser.Normalise(response).Trim();
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            foreach (var (index, (rule, patterns)) in _rules.Index().Where(entry => words >= entry.Item.Rule.FewestWords && words <= (entry.Item.Rule.MostWords ?? int.MaxValue)))
            {
                if (Evidence(rule, patterns, text) is { } evidence)
                {
                    return Given(rule.Outcome, string.Create(CultureInfo.InvariantCulture, $"rule {index + 1}: {evidence}"));
                }
            }
        }
        catch (RegexMatchTimeoutException late)
        {
            return Score.Unscored($"the pattern '{late.Pattern}' took too long");
        }

        return Given(_template.Otherwise, "no rule holds");
    }

    private static Score Given(Outcome outcome, string why) => outcome == Outcome.Unscored ? Score.Unscored(why) : Score.Of(outcome, why);

    private static string? Evidence(TemplateRule rule, Regex[] patterns, string text) =>
        rule.StartsWith.FirstOrDefault(opening => text.StartsWith(opening, StringComparison.OrdinalIgnoreCase)) is { } opening ? $"opens with \"{opening}\""
        : rule.Contains.FirstOrDefault(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) is { } phrase ? $"holds \"{phrase}\""
        : Array.Find(patterns, pattern => pattern.IsMatch(text)) is { } match ? $"matches {match}"
        : null;
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>Shows some prompts with every run's answer to them; harmful ones are folded.</summary>
internal static class SampleAnswers
{
    private const int PerGroup = 2;
    private const int LongestPrompt = 700;
    private const int LongestAnswer = 600;

    /// <summary>Writes the answers to a few samples of each suite, label and task; those on which runs differ come first.</summary>
    public static string Write(IReadOnlyList<RunFolder> runs)
    {
        var html = new StringBuilder();
        var suites = runs[0].Suites.Where(suite => suite.Kind == SuiteKind.Generation).ToArray();
        var answers = runs.Select(run => AnswersOf(run, suites)).ToArray();
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var suite in suites)
        {
            var body = new StringBuilder();
            var groups = suite.Samples.Index().Where(sample => shown.Add(sample.Item.Id))
                .GroupBy(sample => (sample.Item.Label, Task: sample.Item.Task ?? SliceSummary.Direct))
                .OrderBy(group => group.Key.Label).ThenBy(group => group.Key.Task, StringComparer.Ordinal);
            foreach (var group in groups)
            {
                // Outcomes that differ between runs say most; otherwise the first samples stand for the group.
                var picked = group.OrderByDescending(sample => answers.Select(run => OutcomeOf(run, suite, sample.Index)).Distinct().Count()).Take(PerGroup);
                foreach (var (index, sample) in picked)
                {
                    Sample(body, sample, [.. runs.Zip(answers, (run, responses) => (run, responses.GetValueOrDefault((suite.Name, index))))]);
                }
            }

            if (body.Length > 0)
            {
                html.Append(CultureInfo.InvariantCulture, $"<details class=\"group\"><summary><h3>{Encode(suite.Name)}</h3></summary>{body}</details>");
            }
        }

        return html.ToString();
    }

    private static void Sample(StringBuilder html, Sample sample, IReadOnlyList<(RunFolder Run, ResponseRecord? Response)> answers)
    {
        var harmful = sample.Label == SampleLabel.Harmful;
        var what = string.Join(" · ", new[] { Name(sample.Label), sample.Task, sample.Category is { } category ? Name(category).Replace('_', ' ') : null }.OfType<string>());
        var badges = string.Concat(answers.Select(answer => Badge(Lead(answer.Run, answer.Response).Outcome)));
        html.Append(CultureInfo.InvariantCulture, $"<article class=\"sample {Name(sample.Label)}\"><header><span>{Encode(what)}</span><span>{badges}</span></header>");
        html.Append(harmful ? "<details><summary>harmful text: show</summary>" : "");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"prompt\">{Encode(Cut(sample.Messages[^1].Content, LongestPrompt))}</p>");
        foreach (var (run, response) in answers)
        {
            var score = Lead(run, response);
            var check = response?.Check is { } result ? $" · task {(result.Passed ? "done" : "not done")}: {result.Reason}" : "";
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"answer\"><div class=\"who\">{Encode(run.Record.Target.Name)} {Badge(score.Outcome)}</div>");
            html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(Cut(response?.Text ?? response?.Error ?? "no response", LongestAnswer))}</p>");
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"why\">{Encode(score.Explanation + check)}</div></div>");
        }

        html.Append(harmful ? "</details></article>" : "</article>");
    }

    private static Dictionary<(string Suite, int Index), ResponseRecord> AnswersOf(RunFolder run, Suite[] suites)
    {
        var hashes = run.Record.Suites.ToDictionary(suite => suite.Name, suite => suite.Hash, StringComparer.Ordinal);
        var same = suites.Where(suite => hashes.GetValueOrDefault(suite.Name) == suite.ComputeHash()).Select(suite => suite.Name).ToHashSet(StringComparer.Ordinal);
        return run.ReadResponses().Where(response => same.Contains(response.Suite)).ToDictionary(response => (response.Suite, response.Index));
    }

    private static Outcome? OutcomeOf(Dictionary<(string Suite, int Index), ResponseRecord> answers, Suite suite, int index) =>
        answers.TryGetValue((suite.Name, index), out var response) ? response.Scores?.Values.FirstOrDefault().Outcome : null;

    private static StoredScore Lead(RunFolder run, ResponseRecord? response) =>
        response?.Scores is { } scores && scores.TryGetValue(run.Record.Scorers[0].Name, out var score) ? score : new StoredScore(Outcome.Unscored, "not scored", null);

    private static string Badge(Outcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"<span class=\"badge {Name(outcome)}\">{Name(outcome).Replace('_', ' ')}</span>");

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

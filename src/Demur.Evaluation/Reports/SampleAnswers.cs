using System.Globalization;
using System.Net;
using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>Shows prompts with every run's answer to them, to search and to filter; harmful ones are folded.</summary>
/// <remarks>Where there are more than can be shown, samples on which runs or scorers differ come first, then every task and label in turn.</remarks>
internal static class SampleAnswers
{
    /// <summary>The mark of a sample whose outcome differs between runs.</summary>
    public const string RunsDiffer = "runs-differ";

    /// <summary>The mark of a sample on which scorers differ about one answer.</summary>
    public const string ScorersDiffer = "scorers-differ";

    private const int Most = 1500;
    private const int LongestPrompt = 700;
    private const int LongestAnswer = 600;

    /// <summary>Writes the samples of the first run with the controls that filter them.</summary>
    public static string Write(IReadOnlyList<RunFolder> runs)
    {
        var suites = runs[0].Suites.Where(suite => suite.Kind == SuiteKind.Generation).ToArray();
        var answers = runs.Select(run => AnswersOf(run, suites)).ToArray();
        var entries = Pick([.. Entries(runs, suites, answers)]);
        if (entries.Count == 0)
        {
            return "";
        }

        var html = new StringBuilder("<div id=\"answers\">");
        Controls(html, entries);
        foreach (var entry in entries)
        {
            Sample(html, entry);
        }

        var total = suites.Sum(suite => suite.Samples.Count);
        html.Append("<button class=\"more\" type=\"button\" hidden>show more</button></div>");
        return entries.Count == total ? html.ToString() : html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{entries.Count} of {total} samples are in this page; the run folders hold all.</p>").ToString();
    }

    private static IEnumerable<Entry> Entries(IReadOnlyList<RunFolder> runs, Suite[] suites, Dictionary<(string Suite, int Index), ResponseRecord>[] answers)
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var suite in suites)
        {
            foreach (var (index, sample) in suite.Samples.Index().Where(sample => shown.Add(sample.Item.Id)))
            {
                (RunFolder Run, ResponseRecord? Response)[] said = [.. runs.Zip(answers, (run, responses) => (run, responses.GetValueOrDefault((suite.Name, index))))];
                yield return new Entry(suite.Name, sample, said, Marks(said));
            }
        }
    }

    private static string[] Marks((RunFolder Run, ResponseRecord? Response)[] said)
    {
        var differ = said.Where(answer => answer.Response is not null).Select(answer => Lead(answer.Run, answer.Response).Outcome).Distinct().Count() > 1;
        var disagree = said.Any(answer => answer.Response?.Scores is { } scores
            && scores.Values.Where(score => score.Outcome != Outcome.Unscored).Select(score => score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal).Distinct().Count() > 1);
        return [.. differ ? [RunsDiffer] : Array.Empty<string>(), .. disagree ? [ScorersDiffer] : Array.Empty<string>()];
    }

    private static List<Entry> Pick(Entry[] entries)
    {
        var turns = entries.GroupBy(entry => (entry.Suite, entry.Sample.Label, entry.Sample.Task))
            .SelectMany(group => group.OrderByDescending(entry => entry.Marks.Length).Select((entry, turn) => (entry, turn)));
        return [.. turns.OrderByDescending(entry => entry.entry.Marks.Length > 0).ThenBy(entry => entry.turn).Take(Most).Select(entry => entry.entry)];
    }

    private static void Controls(StringBuilder html, List<Entry> entries)
    {
        html.Append("<div class=\"filters\"><input type=\"search\" data-filter=\"search\" placeholder=\"search prompts, answers, reasons\" aria-label=\"search\">");
        Choice(html, "suite", "all suites", entries.Select(entry => entry.Suite));
        Choice(html, "label", "all labels", entries.Select(entry => DemurJson.NameOf(entry.Sample.Label)));
        Choice(html, "task", "all tasks", entries.Select(entry => entry.Sample.Task ?? SliceSummary.Direct));
        Choice(html, "category", "all categories", entries.Select(entry => entry.Sample.Category is { } category ? DemurJson.NameOf(category) : ""));
        Choice(html, "outcome", "all outcomes", entries.SelectMany(entry => entry.Said.Select(answer => DemurJson.NameOf(Lead(answer.Run, answer.Response).Outcome))));
        Choice(html, "show", "everything", entries.SelectMany(entry => entry.Marks));
        html.Append("<span class=\"count\" role=\"status\"></span></div>");
    }

    private static void Choice(StringBuilder html, string name, string all, IEnumerable<string> values)
    {
        html.Append(CultureInfo.InvariantCulture, $"<select data-filter=\"{name}\" aria-label=\"{name}\"><option value=\"\">{all}</option>");
        foreach (var value in values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            html.Append(CultureInfo.InvariantCulture, $"<option value=\"{Encode(value)}\">{Encode(value.Replace('_', ' ').Replace("-differ", " differ", StringComparison.Ordinal))}</option>");
        }

        html.Append("</select>");
    }

    private static void Sample(StringBuilder html, Entry entry)
    {
        var sample = entry.Sample;
        var harmful = sample.Label == SampleLabel.Harmful;
        var what = string.Join(" · ", new[] { DemurJson.NameOf(sample.Label), sample.Task, sample.Category is { } category ? DemurJson.NameOf(category).Replace('_', ' ') : null, entry.Suite }.OfType<string>());
        var badges = string.Concat(entry.Said.Select(answer => Badge(Lead(answer.Run, answer.Response).Outcome)));
        html.Append(CultureInfo.InvariantCulture, $"<article class=\"sample {DemurJson.NameOf(sample.Label)}\" data-suite=\"{Encode(entry.Suite)}\" data-label=\"{DemurJson.NameOf(sample.Label)}\" data-task=\"{Encode(sample.Task ?? SliceSummary.Direct)}\"");
        html.Append(CultureInfo.InvariantCulture, $" data-category=\"{(sample.Category is { } named ? DemurJson.NameOf(named) : "")}\" data-outcomes=\"{string.Join(' ', entry.Said.Select(answer => DemurJson.NameOf(Lead(answer.Run, answer.Response).Outcome)).Distinct())}\" data-marks=\"{string.Join(' ', entry.Marks)}\">");
        html.Append(CultureInfo.InvariantCulture, $"<header><span>{Encode(what)}</span><span>{badges}</span></header>");
        html.Append(harmful ? "<details><summary>harmful text: show</summary>" : "");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"prompt\">{Encode(Cut(sample.Request, LongestPrompt))}</p>");
        foreach (var (run, response) in entry.Said)
        {
            Answer(html, run, response);
        }

        html.Append(harmful ? "</details></article>" : "</article>");
    }

    private static void Answer(StringBuilder html, RunFolder run, ResponseRecord? response)
    {
        var score = Lead(run, response);
        var check = response?.Check is { } result ? $" · task {(result.Passed ? "done" : "not done")}: {result.Reason}" : "";
        var others = string.Concat((response?.Scores ?? new Dictionary<string, StoredScore>()).Where(other => other.Key != run.Record.Scorers[0].Name).Select(other => $" · {other.Key}: {DemurJson.NameOf(other.Value.Outcome).Replace('_', ' ')}"));
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"answer\"><div class=\"who\">{Encode(run.Record.Target.Name)} {Badge(score.Outcome)}</div>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(Cut(response?.Text ?? response?.Error ?? "no response", LongestAnswer))}</p>");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"why\">{Encode(score.Explanation + check + others)}</div></div>");
    }

    private static Dictionary<(string Suite, int Index), ResponseRecord> AnswersOf(RunFolder run, Suite[] suites)
    {
        var hashes = run.Record.Suites.ToDictionary(suite => suite.Name, suite => suite.Hash, StringComparer.Ordinal);
        var same = suites.Where(suite => hashes.GetValueOrDefault(suite.Name) == suite.ComputeHash()).Select(suite => suite.Name).ToHashSet(StringComparer.Ordinal);
        return run.ReadResponses().Where(response => same.Contains(response.Suite)).ToDictionary(response => (response.Suite, response.Index));
    }

    private static StoredScore Lead(RunFolder run, ResponseRecord? response) =>
        response?.Scores is { } scores && scores.TryGetValue(run.Record.Scorers[0].Name, out var score) ? score : new StoredScore(Outcome.Unscored, "not scored", null);

    private static string Badge(Outcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"<span class=\"badge {DemurJson.NameOf(outcome)}\">{DemurJson.NameOf(outcome).Replace('_', ' ')}</span>");

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private sealed record Entry(string Suite, Sample Sample, (RunFolder Run, ResponseRecord? Response)[] Said, string[] Marks);
}

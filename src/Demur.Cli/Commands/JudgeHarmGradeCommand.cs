using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Harm;
using Demur.Cli.Output;
using Demur.Evaluation.Judges.Harm;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge harm grade</c>: a judge of harm reads a run's answers, or a text.</summary>
internal static class JudgeHarmGradeCommand
{
    private static readonly Argument<DirectoryInfo?> Folder = new("run") { Description = "The run folder whose answers are graded; left out with --text.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Text = new("--text") { Description = "A request or text to grade instead of a run; - reads lines from standard input." };
    private static readonly Option<string?> Answer = new("--answer") { Description = "The answer to grade; --text is what was asked." };
    private static readonly Option<string> Judge = new("--judge") { Description = HarmShelf.Names, DefaultValueFactory = _ => HarmShelf.Embedded };
    private static readonly Option<double?> Threshold = HarmOptions.Threshold();
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "A file (.jsonl) for one verdict a line." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("grade", "Grade a run's answers, or a text, for harm and its category.") { Folder, Text, Answer, Judge, Threshold, Out, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (folder, text) = (parsed.GetValue(Folder), parsed.GetValue(Text));
        if (folder is null == text is null)
        {
            throw new DemurException("Name what is graded: a run folder, or --text with a text (and --answer with its answer).");
        }

        if (parsed.GetValue(Answer) is not null && text is null or "-")
        {
            throw new DemurException("--answer goes with one --text, which says what was asked.");
        }

        using var shelf = new HarmShelf(parsed.GetValue(Threshold));
        var judge = shelf.Open(parsed.GetRequiredValue(Judge));
        return folder is null
            ? await TextsAsync(parsed, judge, text!, cancellationToken).ConfigureAwait(false)
            : await RunFolderAsync(parsed, judge, RunFolder.Open(folder.FullName), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> TextsAsync(ParseResult parsed, IHarmJudge judge, string text, CancellationToken cancellationToken)
    {
        string[] texts = text == "-" ? [.. Lines().Where(line => !string.IsNullOrWhiteSpace(line))] : [text];
        var verdicts = await HarmBatches.JudgeAsync(judge, [.. texts.Select(one => new HarmQuestion(one, parsed.GetValue(Answer)))], cancellationToken).ConfigureAwait(false);
        string[] lines = [.. verdicts.Select((verdict, i) => JsonSerializer.Serialize(new { Index = i, verdict.Harmful, Probability = Math.Round(verdict.Probability, 5), verdict.Category, verdict.Label, Judge = judge.Name, judge.Identity }, DemurJson.Line))];
        Write(parsed, lines);
        foreach (var (verdict, line) in verdicts.Zip(lines))
        {
            Terminal.Out.WriteLine(parsed.GetValue(Json)
                ? line
                : $"{(verdict.Harmful ? "harmful" : "not harmful")} (probability of harm {verdict.Probability.ToString("F3", CultureInfo.InvariantCulture)}{(verdict.Category is { } category ? $", likeliest category {HarmCategories.NameOf(category)}" : "")})");
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> RunFolderAsync(ParseResult parsed, IHarmJudge judge, RunFolder run, CancellationToken cancellationToken)
    {
        var suites = run.Suites.ToDictionary(suite => suite.Name, StringComparer.Ordinal);
        var responses = run.ReadResponses().Where(response => suites[response.Suite].Kind == SuiteKind.Generation).ToArray();
        var answered = responses.Where(response => !string.IsNullOrWhiteSpace(response.Text)).ToArray();
        var verdicts = await HarmBatches.JudgeAsync(judge, [.. answered.Select(response => new HarmQuestion(suites[response.Suite].Samples[response.Index].Request, response.Text))], cancellationToken).ConfigureAwait(false);
        var graded = answered.Zip(verdicts, (response, verdict) => (Response: response, Sample: suites[response.Suite].Samples[response.Index], Verdict: verdict)).ToArray();
        Write(parsed, [.. graded.Select(row => JsonSerializer.Serialize(
            new { row.Response.Suite, row.Response.Id, row.Sample.Label, row.Verdict.Harmful, Probability = Math.Round(row.Verdict.Probability, 5), row.Verdict.Category, VerdictLabel = row.Verdict.Label, Judge = judge.Name, judge.Identity },
            DemurJson.Line))]);
        var rates = graded.GroupBy(row => (row.Response.Suite, row.Sample.Label)).Select(group => new
        {
            group.Key.Suite,
            group.Key.Label,
            HarmfulAnswers = ProportionIntervals.Rate(
                group.Count(row => row.Verdict.Harmful),
                group.Count(),
                responses.Count(response => response.Suite == group.Key.Suite && suites[response.Suite].Samples[response.Index].Label == group.Key.Label) - group.Count()),
        }).ToArray();
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(new { Judge = judge.Name, judge.Identity, Suites = rates }, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("suite", "requests", "harmful answers");
        foreach (var rate in rates)
        {
            table.Add(rate.Suite, rate.Label.ToString().ToLowerInvariant(), rate.HarmfulAnswers.ToString());
        }

        table.Write();
        return ExitCodes.Ok;
    }

    private static IEnumerable<string> Lines()
    {
        while (Terminal.In.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static void Write(ParseResult parsed, string[] lines)
    {
        if (parsed.GetValue(Out) is { } file)
        {
            WholeFile.Write(file.FullName, string.Concat(lines.Select(line => line + "\n")));
        }
    }
}

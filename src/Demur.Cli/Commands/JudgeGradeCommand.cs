using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Evaluation.Judges.Rubrics;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge grade</c>: a language model grades a run's responses by a rubric.</summary>
internal static class JudgeGradeCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("run") { Description = "The run folder." };
    private static readonly Option<string> RubricName = new("--rubric") { Description = $"The rubric: {string.Join(", ", Rubric.BuiltIn)}, or a JSON file of the same form.", DefaultValueFactory = _ => "harm-grade" };
    private static readonly Option<string> By = new("--by") { Description = "Who judges, as --target names it; with | a second one, which is asked when the first gives no verdict.", Required = true };
    private static readonly Option<DirectoryInfo?> Against = new("--against") { Description = "Another run on the same samples, for the rubric pairwise." };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The file (.jsonl) for one verdict a line.", Required = true };

    public static Command Create()
    {
        var command = new Command("grade", "Let a language model grade a run's responses by a rubric; its refusals and unreadable replies are counted apart.") { Folder, RubricName, By, Against, Out };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var shelf = new JudgeShelf();
        var judge = shelf.OpenRubric(parsed.GetRequiredValue(RubricName), parsed.GetRequiredValue(By));
        if (judge.Rubric.Compares != (parsed.GetValue(Against) is not null))
        {
            throw new DemurException(judge.Rubric.Compares
                ? $"The rubric {judge.Rubric.Name} compares two runs. Give the other one with --against."
                : $"The rubric {judge.Rubric.Name} judges one run, so --against has no use. Leave it out, or take --rubric pairwise.");
        }

        var run = RunFolder.Open(parsed.GetRequiredValue(Folder).FullName);
        var others = parsed.GetValue(Against) is { } against ? RunFolder.Open(against.FullName).ReadResponses().ToDictionary(response => (response.Suite, response.Id)) : null;
        List<(string Line, RubricVerdict Verdict)> verdicts = [];
        using var line = new ProgressLine(TimeProvider.System);
        foreach (var (sample, response) in run.ReadAnswers())
        {
            var request = sample.Request;
            var other = others?.GetValueOrDefault((response.Suite, response.Id))?.Text;
            if (others is not null && other is null)
            {
                continue;
            }

            var verdict = other is null
                ? await judge.AskAsync(request, response.Text!, cancellationToken).ConfigureAwait(false)
                : await judge.CompareAsync(request, response.Text!, other, cancellationToken).ConfigureAwait(false);
            verdicts.Add((JsonSerializer.Serialize(new { response.Suite, response.Id, verdict.Kind, verdict.By, verdict.Values, verdict.Reason, verdict.HarmGrade, Rubric = judge.Rubric.Name, Identity = judge.Rubric.Identity }, DemurJson.Line), verdict));
            line.Show($"{judge.Rubric.Name}: {verdicts.Count} judged");
        }

        WholeFile.Write(parsed.GetRequiredValue(Out).FullName, string.Concat(verdicts.Select(entry => entry.Line + "\n")));
        Show(judge.Rubric, [.. verdicts.Select(entry => entry.Verdict)]);
        return ExitCodes.Ok;
    }

    private static void Show(Rubric rubric, RubricVerdict[] verdicts)
    {
        Terminal.Out.WriteLine($"{rubric.Name} {rubric.Version} ({rubric.Identity}): " + string.Join(", ", Enum.GetValues<VerdictKind>().Select(kind => $"{verdicts.Count(verdict => verdict.Kind == kind)} {kind.ToString().ToLowerInvariant()}")));
        var given = verdicts.Where(verdict => verdict.Kind == VerdictKind.Given).ToArray();
        if (given.Length == 0)
        {
            return;
        }

        foreach (var field in rubric.Fields)
        {
            Terminal.Out.WriteLine(field.Choices is { } choices
                ? $"{field.Key}: " + string.Join(", ", choices.Select(choice => $"{choice} {given.Count(verdict => verdict.Values[field.Key] == choice)}"))
                : string.Create(CultureInfo.InvariantCulture, $"{field.Key}: mean {given.Average(verdict => verdict.Number(field.Key)):F2}"));
        }

        if (given[0].HarmGrade is not null)
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"harm grade: mean {given.Average(verdict => verdict.HarmGrade!.Value):F3} in [0, 1]"));
        }
    }
}

using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Targets;
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
    private static readonly Option<string?> Endpoint = TargetOptions.Endpoint("of an openai: or anthropic: judge");
    private static readonly Option<string?> Key = TargetOptions.KeyVariable();
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The file (.jsonl) for one verdict a line; verdicts of a session that was stopped stand in OUT.part, and the same command goes on.", Required = true };

    public static Command Create()
    {
        var command = new Command("grade", "Let a language model grade a run's responses by a rubric; its refusals and unreadable replies are counted apart.") { Folder, RubricName, By, Endpoint, Key, Against, Out };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var shelf = new JudgeShelf();
        var (name, by) = (parsed.GetRequiredValue(RubricName), parsed.GetRequiredValue(By));
        var (judge, identities) = shelf.OpenRubric(name, by, new TargetSettings { Endpoint = parsed.GetValue(Endpoint), KeyVariable = parsed.GetValue(Key) });
        if (judge.Rubric.Compares != (parsed.GetValue(Against) is not null))
        {
            throw new DemurException(judge.Rubric.Compares
                ? $"The rubric {judge.Rubric.Name} compares two runs. Give the other one with --against."
                : $"The rubric {judge.Rubric.Name} judges one run, so --against has no use. Leave it out, or take --rubric pairwise.");
        }

        var run = RunFolder.Open(parsed.GetRequiredValue(Folder).FullName);
        var other = parsed.GetValue(Against) is { } against ? RunFolder.Open(against.FullName) : null;
        var answers = Answers(run, other);
        var identity = ShortHash.Of(string.Join('\n', [judge.Rubric.Identity, .. identities, $"{run.Record.Id}", $"{other?.Record.Id}"]));
        var verdicts = await new RubricGrading(judge, identity, parsed.GetRequiredValue(Out).FullName).RunAsync(answers, cancellationToken).ConfigureAwait(false);
        Show(judge.Rubric, verdicts);
        return ExitCodes.Ok;
    }

    private static (Sample Sample, ResponseRecord Response, string? Other)[] Answers(RunFolder run, RunFolder? other)
    {
        var others = other?.ReadAnswers().ToDictionary(answer => (answer.Response.Suite, answer.Response.Index, answer.Response.Id), answer => answer.Response.Text);
        (Sample Sample, ResponseRecord Response, string? Other)[] answers = [.. run.ReadAnswers()
            .Where(answer => !string.IsNullOrWhiteSpace(answer.Response.Text) && !answer.Response.Blocked)
            .Select(answer => (answer.Sample, answer.Response, others?.GetValueOrDefault((answer.Response.Suite, answer.Response.Index, answer.Response.Id))))
            .Where(answer => others is null || !string.IsNullOrWhiteSpace(answer.Item3))];
        return answers is [] ? throw new DemurException(others is null ? "The run has no answer to grade. Give one whose suites are answered in words." : "The two runs share no answered sample. Run both on the same --suite.") : answers;
    }

    private static void Show(Rubric rubric, IReadOnlyList<StoredVerdict> verdicts)
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
                : string.Create(CultureInfo.InvariantCulture, $"{field.Key}: mean {given.Average(verdict => double.Parse(verdict.Values[field.Key], CultureInfo.InvariantCulture)):F2}"));
        }

        if (given[0].HarmGrade is not null)
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"harm grade: mean {given.Average(verdict => verdict.HarmGrade!.Value):F3} in [0, 1]"));
        }
    }
}

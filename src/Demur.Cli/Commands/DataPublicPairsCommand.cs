using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Data.Catalogue;
using Demur.Data.Formats;
using Demur.Data.Importers;
using Demur.Data.Overlap;
using Demur.Data.Preferences;
using Demur.Data.Suites;
using Demur.Evaluation.Scorers;
using Demur.Models.Encoders;

namespace Demur.Cli.Commands;

/// <summary><c>demur data public-pairs</c>: pairs whose rejected answers come from public sets, split by goal against tests.</summary>
internal static class DataPublicPairsCommand
{
    private static readonly Option<string> Sets = new("--sets") { Description = "The sets, separated by commas.", DefaultValueFactory = _ => string.Join(',', PublicAnswers.Names) };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .jsonl file to write.", Required = true };
    private static readonly Option<string?> Against = new("--against") { Description = "The test suites that no goal may stand in; left out, every embedded one and every public one that is there." };
    private static readonly Option<string> GiveUp = new("--give-up") { Description = "Suites of these that are given up as tests, separated by commas: their goals may be trained on.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> ByMeaning = new("--by-meaning") { Description = "Leave rewordings of tests' goals out too, found with the embedded sentence encoder; takes minutes over many suites." };
    private static readonly Option<bool> Attacked = new("--attacked") { Description = "Keep the attack around each request; left out, the request is the plain goal." };
    private static readonly Option<PairUse?> Use = new("--use") { Description = "dpo or reward: only the goals of that use, so that a reward model and DPO share none." };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("public-pairs", "Pairs of a refusal and a harmful answer from public sets, without goals that tests ask about.") { Sets, Out, Against, GiveUp, ByMeaning, Attacked, Use, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var root = DataStore.Default().Root;
        PublicAnswer[] all = [.. Names(parsed.GetRequiredValue(Sets)).SelectMany(name => PublicAnswers.Read(name, root))];
        var harmful = await HarmfulAsync(all, cancellationToken).ConfigureAwait(false);
        var suites = Suites(parsed);
        IReadOnlyDictionary<string, string> tested;
        using (var embedder = parsed.GetValue(ByMeaning) ? MiniLmEmbedder.Open() : null)
        {
            using var line = new ProgressLine(TimeProvider.System);
            tested = await new GoalSplit(new OverlapOptions(), embedder) { SuitesDone = new SuiteProgress(line, suites.Length) }.TestedAsync([.. harmful.Select(answer => answer.Goal)], suites, cancellationToken).ConfigureAwait(false);
        }

        PublicAnswer[] kept = [.. harmful.Where(answer => !tested.ContainsKey(answer.Goal) && (parsed.GetValue(Use) is not { } use || PairUses.OfGoal(answer.Goal) == use))];
        var excluded = string.Join(", ", tested.Values.CountBy(suite => suite).OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Value} in {entry.Key}"));
        var goals = harmful.Select(answer => answer.Goal).Distinct().Count();
        if (kept.Length == 0)
        {
            throw new DemurException(
                $"All {goals} goals of {parsed.GetRequiredValue(Sets)} are excluded: {excluded}. Name the tests that you keep with --against, or the ones that you give up with --give-up.");
        }

        var pairs = PublicPairs.Of(kept, parsed.GetValue(Attacked), parsed.GetValue(Seed));
        var file = parsed.GetRequiredValue(Out).FullName;
        PairFile.Write(file, parsed.GetValue(Use) is { } wanted ? pairs.Select(pair => pair with { Use = PairUses.NameOf(wanted) }) : pairs);
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file}: {pairs.Count} pairs on {kept.Select(answer => answer.Goal).Distinct().Count()} goals, of {all.Length} answers, {harmful.Count} of them harmful on {goals} goals; against {suites.Length} suites {tested.Count} goals were left out{(excluded.Length == 0 ? "" : $" ({excluded})")}"));
        return ExitCodes.Ok;
    }

    private sealed class SuiteProgress(ProgressLine line, int all) : IProgress<int>
    {
        public void Report(int value) => line.Show($"compared with {value} of {all} suites", always: value == all);
    }

    // Where the set does not say, the pattern judge does.
    private static async Task<IReadOnlyList<PublicAnswer>> HarmfulAsync(IReadOnlyList<PublicAnswer> answers, CancellationToken cancellationToken)
    {
        var judge = new PatternJudge();
        List<PublicAnswer> harmful = [];
        foreach (var answer in answers)
        {
            ChatTurn[] request = [new(ChatTurn.User, answer.Goal)];
            var sample = new Sample { Id = Sample.IdOf(request), Messages = request, Label = SampleLabel.Harmful, Source = answer.Source, Licence = answer.Licence };
            if (answer.Harmful ?? (await judge.ScoreAsync(sample, new SampleResponse { Text = answer.Answer }, cancellationToken).ConfigureAwait(false)).Outcome == Outcome.FullCompliance)
            {
                harmful.Add(answer);
            }
        }

        return harmful;
    }

    private static Suite[] Suites(ParseResult parsed)
    {
        var store = DataStore.Default();
        var names = parsed.GetValue(Against) is { } against ? Names(against) : [.. OwnSuites.Names, .. PublicSuites.All.Where(suite => PublicSuites.IsPresent(suite, store)).Select(suite => suite.Name)];
        var givenUp = Names(parsed.GetRequiredValue(GiveUp));
        return givenUp.Except(names).FirstOrDefault() is { } unknown
            ? throw new DemurException($"--give-up names '{unknown}', which is none of the tests: {string.Join(", ", names)}.")
            : [.. names.Except(givenUp).Select(SuiteResolver.Find)];
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

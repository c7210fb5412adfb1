using System.CommandLine;
using System.Globalization;
using Demur.Cli.Output;
using Demur.Evaluation.Judges.Quality;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge quality</c>: how a run's refusals decline.</summary>
internal static class JudgeQualityCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("run") { Description = "The run folder." };

    public static Command Create()
    {
        var command = new Command("quality", "How a run's refusals decline: do they name what, offer something else, leak, lecture?") { Folder };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var run = RunFolder.Open(parsed.GetRequiredValue(Folder).FullName);
        var graded = run.ReadAnswers().Select(answer => (answer.Response.Suite, Quality: RefusalQualityScorer.Grade(answer.Sample, answer.Response.Text!)))
            .Where(entry => entry.Quality is not null).ToArray();
        if (graded.Length == 0)
        {
            Terminal.Out.WriteLine("no refusal in this run");
            return ExitCodes.Ok;
        }

        var table = new PlainTable("suite", "refusals", "name what is declined", "offer something", "leak", "lecture", "words", "grade");
        foreach (var suite in graded.GroupBy(entry => entry.Suite, StringComparer.Ordinal))
        {
            RefusalQuality[] all = [.. suite.Select(entry => entry.Quality!)];
            table.Add(
                suite.Key,
                Words.Count(all.Length),
                Share(all, quality => quality.NamesWhatIsDeclined),
                Share(all, quality => quality.OffersAlternative),
                Share(all, quality => quality.Leaks),
                Share(all, quality => quality.Lectures),
                all.Average(quality => quality.Words).ToString("F0", CultureInfo.InvariantCulture),
                all.Average(quality => quality.Grade).ToString("F2", CultureInfo.InvariantCulture));
        }

        table.Write();
        return ExitCodes.Ok;
    }

    private static string Share(RefusalQuality[] all, Func<RefusalQuality, bool> has) =>
        ((double)all.Count(has) / all.Length).ToString("P0", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Labels;
using Demur.Evaluation.Judges.Quality;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge quality</c>: how a run's refusals decline.</summary>
internal static class JudgeQualityCommand
{
    private static readonly Argument<DirectoryInfo?> Folder = new("run") { Description = "The run folder.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<FileInfo?> Labels = new("--labels") { Description = "In place of a run, refusals labelled by people (prompt, response, names, offers, leaks, lectures): how far does the scorer agree with them?" };
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("quality", "How a run's refusals decline: do they name what, offer something else, leak, lecture?") { Folder, Labels, Seed, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (folder, labels) = (parsed.GetValue(Folder), parsed.GetValue(Labels));
        if (folder is null == labels is null)
        {
            throw new DemurException("Name a run folder, whose refusals are graded, or give --labels with refusals labelled by people.");
        }

        return labels is null ? Grade(RunFolder.Open(folder!.FullName), parsed.GetValue(Json)) : Validate(labels.FullName, parsed);
    }

    private static int Validate(string path, ParseResult parsed)
    {
        var validation = QualityValidation.Of(QualityLabelFile.Read(path), parsed.GetValue(Seed));
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(validation, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("wish", "people say yes", "scorer says yes", "accuracy", "kappa");
        foreach (var wish in validation.Wishes)
        {
            table.Add(
                wish.Wish,
                Words.Count(wish.Both + wish.PersonAlone),
                Words.Count(wish.Both + wish.ScorerAlone),
                $"{wish.Accuracy}",
                $"{wish.Kappa}");
        }

        table.Write();
        Terminal.Out.WriteLine($"{validation.Refusals} refusals, {validation.NotSeen} of which the pattern judge takes for answers and leaves ungraded");
        return ExitCodes.Ok;
    }

    private static int Grade(RunFolder run, bool json)
    {
        var graded = run.ReadAnswers().Select(answer => (answer.Response.Suite, Quality: RefusalQualityScorer.Grade(answer.Sample, answer.Response.Text!)))
            .Where(entry => entry.Quality is not null).ToArray();
        if (json)
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(
                graded.GroupBy(entry => entry.Suite, StringComparer.Ordinal).Select(suite => new
                {
                    Suite = suite.Key,
                    Refusals = suite.Count(),
                    NameWhatIsDeclined = suite.Count(entry => entry.Quality!.NamesWhatIsDeclined),
                    OfferSomething = suite.Count(entry => entry.Quality!.OffersAlternative),
                    Leak = suite.Count(entry => entry.Quality!.Leaks),
                    Lecture = suite.Count(entry => entry.Quality!.Lectures),
                    Words = suite.Average(entry => entry.Quality!.Words),
                    Grade = suite.Average(entry => entry.Quality!.Grade),
                }),
                DemurJson.Indented));
            return ExitCodes.Ok;
        }

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

using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Labels;
using Demur.Evaluation.Judges.Learned;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge train</c>: the staged judge that ships, by its recipe.</summary>
internal static class JudgeTrainCommand
{
    private static readonly Option<FileInfo> Labels = new("--labels") { Description = "The label file; demur judge labels makes one of the public sets.", Required = true };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the judge: two files of weights and a card");
    private static readonly Option<bool> AnyLicence = new("--any-licence") { Description = "Train on every row, also of sets whose licence forbids giving the weights away; the card says so." };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("train", "Train the staged judge on rows whose licence lets the weights be given away.") { Labels, Out, AnyLicence, Seed };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var labels = parsed.GetRequiredValue(Labels);
        var anyLicence = parsed.GetValue(AnyLicence);
        var sources = LabelFile.Read(labels.FullName).GroupBy(row => row.Source, StringComparer.Ordinal).ToArray();
        var kept = sources.Where(source => anyLicence || MayShip(source.Key)).ToArray();
        foreach (var source in sources.Except(kept))
        {
            Terminal.Error.WriteLine($"left out: {Words.Count(source.Count())} rows of {source.Key}, whose licence {LabelSets.LicenceOf(source.Key)} allows evaluation only");
        }

        LabelledResponse[] rows = [.. kept.SelectMany(source => source)];
        if (rows.Length == 0)
        {
            throw new DemurException($"No row of '{labels.FullName}' may be trained on. Add rows of sets that allow it, or pass --any-licence for weights that stay with you.");
        }

        var seed = parsed.GetValue(Seed);
        var recipe = new JudgeRecipe().WithSeed(seed);
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(Out).FullName).FullName;
        NGramStage.Train(rows, recipe.NGrams).Save(Path.Combine(folder, JudgeShelf.NGramFile));
        using var encoder = EncoderStage.Train(rows, recipe, "encoder", cancellationToken);
        encoder.Save(Path.Combine(folder, JudgeShelf.EncoderFile), new Dictionary<string, string>
        {
            ["trained_on"] = string.Join(", ", kept.Select(source => $"{source.Key} ({LabelSets.LicenceOf(source.Key)})")),
            ["labels_sha256"] = FileHash.Of(labels.FullName),
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
        });
        WholeFile.Write(Path.Combine(folder, "README.md"), JudgeCard.Of(folder, recipe, rows, (labels.FullName, seed)));
        Terminal.Out.WriteLine($"{folder}: the staged judge, trained on {Words.Count(rows.Length)} rows");
        return ExitCodes.Ok;
    }

    // What the catalogue does not know is the user's own.
    private static bool MayShip(string source) => DataCatalogue.Find(source) is not { } set || Licences.AllowTraining(set.Licence);
}

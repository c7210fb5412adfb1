using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Harm;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Labels.Harm;
using Demur.Models.Encoders;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge harm train</c>: the harm head that ships, by its recipe.</summary>
internal static class JudgeHarmTrainCommand
{
    private static readonly Option<FileInfo> Labels = new("--labels") { Description = "The label file; demur judge harm labels makes one of the public sets.", Required = true };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the head: a file of weights and a card");
    private static readonly Option<DirectoryInfo?> Work = new("--work") { Description = "Where embeddings are kept so that a second training need not embed again; left out, the working folder's harm-work." };
    private static readonly Option<bool> AnyLicence = new("--any-licence") { Description = "Train on every row, also of sets whose licence forbids giving the weights away; the card says so." };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("train", "Train the harm head on rows whose licence lets the weights be given away.") { Labels, Out, Work, AnyLicence, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(Seed);
        var labels = parsed.GetRequiredValue(Labels).FullName;
        var all = HarmLabelFile.Read(labels);
        var recipe = new HarmRecipe().WithSeed(seed);
        using var reader = EmbeddingHead.Create(recipe.Head);
        var work = Directory.CreateDirectory(parsed.GetValue(Work)?.FullName ?? Path.GetFullPath("harm-work")).FullName;
        var training = new HarmTraining(recipe, await HarmVectors.OfAsync(all, reader, work, cancellationToken).ConfigureAwait(false));
        var rows = training.Choose(all, parsed.GetValue(AnyLicence), recipe.MostRowsOfASource);
        foreach (var source in all.GroupBy(row => row.Source, StringComparer.Ordinal).Where(source => rows.All(row => row.Source != source.Key)))
        {
            Terminal.Error.WriteLine($"left out: {Words.Count(source.Count())} rows of {source.Key}, whose licence {source.First().Licence} allows evaluation only");
        }

        if (!rows.Any(row => row.Harmful) || rows.All(row => row.Harmful))
        {
            throw new DemurException($"'{labels}' has {rows.Count} rows that may be trained on, and not both harmful and harmless ones. Add rows, or pass --any-licence for weights that stay with you.");
        }

        using var head = training.TrainHead(rows, cancellationToken);
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(Out).FullName).FullName;
        head.Save(Path.Combine(folder, HarmShelf.HeadFile), new Dictionary<string, string>
        {
            ["trained_on"] = string.Join(", ", rows.GroupBy(row => row.Source, StringComparer.Ordinal).Select(source => $"{source.Key} ({source.First().Licence})")),
            ["labels_sha256"] = FileHash.Of(labels),
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
        });
        WholeFile.Write(Path.Combine(folder, "README.md"), HarmCard.Of(folder, recipe, rows, (labels, seed)));
        Terminal.Out.WriteLine($"{folder}: the harm head, trained on {Words.Count(rows.Count)} rows of {rows.Select(row => row.Source).Distinct(StringComparer.Ordinal).Count()} sources");
        return ExitCodes.Ok;
    }
}

using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Harm;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Labels.Harm;
using Demur.Evaluation.Judges.Harm;
using Demur.Models.Encoders;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge harm crossvalidate</c>: the harm head without the set on which it is judged.</summary>
internal static class JudgeHarmCrossValidateCommand
{
    private static readonly Option<FileInfo> Labels = new("--labels") { Description = "The label file; demur judge harm labels makes one of the public sets.", Required = true };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("embeddings, each source's predictions and results.json; what is there is not done again");
    private static readonly Option<string?> Source = new("--source") { Description = "Sources to judge, separated by commas; left out, all." };
    private static readonly Option<bool> Encoder = new("--encoder") { Description = "Train a low-rank change of the encoder instead of a head over its frozen embeddings: minutes a source instead of seconds." };
    private static readonly Option<bool> Together = new("--together") { Description = "Judge the named sets by one training without any of them, instead of one each." };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("crossvalidate", "Train the harm head once a source, without its rows and their copies, and measure it there.") { Labels, Out, Source, Encoder, Together, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(Seed);
        var labels = parsed.GetRequiredValue(Labels).FullName;
        var rows = HarmLabelFile.Read(labels);
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(Out).FullName).FullName;
        var recipe = new HarmRecipe().WithSeed(seed);
        var encoder = parsed.GetValue(Encoder);
        using var reader = EmbeddingHead.Create(recipe.Head);
        var vectors = await HarmVectors.OfAsync(rows, reader, folder, cancellationToken).ConfigureAwait(false);
        var work = new HarmCrossValidation(rows, new HarmTraining(recipe, vectors), (folder, encoder, encoder ? recipe.MostRowsForEncoder : recipe.MostRowsOfASource));
        using var line = new ProgressLine(TimeProvider.System);
        string[] open = [.. Chosen(work, parsed.GetValue(Source)).Where(source => !File.Exists(work.PathOf(source)))];
        foreach (var sources in open.Length > 0 && parsed.GetValue(Together) ? [open] : open.Chunk(1))
        {
            var fold = await work.PredictAsync(sources, cancellationToken).ConfigureAwait(false);
            line.Show($"{string.Join(", ", sources)}: {fold.Test.Count} rows judged, trained on {fold.Train.Count} of other sources, {fold.Copies} copies left out", always: true);
        }

        var judged = work.Read(new ClassifierHarmJudge("harm-head", reader, HarmShelf.HeadOptions));
        var validation = new HarmValidation
        {
            Judge = encoder ? "harm-head, low-rank encoder, source left out" : "harm-head, source left out",
            Identity = $"{recipe}",
            Labels = Path.GetFileName(labels),
            LabelsSha256 = FileHash.Of(labels),
            Seed = seed,
            Slices = new HarmSlices(seed).Of(judged),
        };
        var path = Path.Combine(folder, encoder ? "results.encoder.json" : "results.json");
        WholeFile.Write(path, JsonSerializer.Serialize(validation, DemurJson.Indented));
        HarmTables.Write(validation);
        Terminal.Out.WriteLine($"{path}: the measures");
        return ExitCodes.Ok;
    }

    private static IEnumerable<string> Chosen(HarmCrossValidation work, string? names) => names is null
        ? work.Sources
        : names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => work.Sources.Contains(name)
            ? name
            : throw new DemurException($"There is no source \"{name}\" in the label file. Choose from {string.Join(", ", work.Sources)}."));
}

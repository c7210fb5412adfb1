using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Steering.Directions;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction select</c>: chooses among scored candidates, those of a run or of the authors' release.</summary>
internal static class DirectionSelectCommand
{
    private static readonly SelectionCommandOptions Selection = new();
    private static readonly Option<FileInfo> Evaluations = new("--evaluations") { Description = "The scores of candidates: direction_evaluations.json of the authors' release, or the folder of a search.", Required = true };
    private static readonly Option<int?> Layers = new("--layers") { Description = "The model's layers; left out, the deepest candidate is of the last one." };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Save the chosen direction as this .safetensors file; the scores must lie in the folder of their search." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("select", "Choose a direction from scored candidates: lowest bypass within the bounds on induce, KL and depth.") { Evaluations, Layers, Out, Json };
        Selection.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var scores = DirectionEvaluations.Read(parsed.GetRequiredValue(Evaluations).FullName);
        var layers = parsed.GetValue(Layers) ?? scores.Max(score => score.Layer) + 1;
        if (layers <= scores.Max(score => score.Layer))
        {
            throw new DemurException($"--layers is {layers}, but a candidate is of layer {scores.Max(score => score.Layer)}. Give {scores.Max(score => score.Layer) + 1} or more.");
        }

        var bounds = Selection.Read(parsed);
        var selection = DirectionSelection.Of(scores, layers, bounds);
        if (parsed.GetValue(Out) is { } file && selection.Chosen is { } chosen)
        {
            Candidates(parsed).Direction(chosen, bounds).Save(file.FullName);
        }

        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(selection, DemurJson.Indented));
        }
        else
        {
            DirectionTables.Write(selection);
        }

        return selection.Chosen is null ? ExitCodes.Inconclusive : ExitCodes.Ok;
    }

    private static DirectionCandidates Candidates(ParseResult parsed)
    {
        var scores = parsed.GetRequiredValue(Evaluations).FullName;
        var path = Path.Combine(Directory.Exists(scores) ? scores : Path.GetDirectoryName(scores)!, DirectionRun.CandidatesFile);
        return File.Exists(path)
            ? DirectionCandidates.Read(path)
            : throw new DemurException($"{path}: is absent, so there is no candidate to save. Leave out --out, or give the {DirectionEvaluations.FileName} in the folder of 'demur direction find'.");
    }
}

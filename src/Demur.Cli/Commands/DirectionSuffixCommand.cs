using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Models;
using Demur.Steering.Directions;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction suffix</c>: how adversarial suffixes work on a direction and on the heads that write along it.</summary>
internal static class DirectionSuffixCommand
{
    private static readonly Argument<string> Direction = new("direction") { Description = "A .safetensors file, or the folder of 'demur direction find'." };
    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<FileInfo> Suffixes = new("--suffixes")
    {
        Description = "Requests with and without a suffix: an artefact of JailbreakBench (such as GCG/white_box/vicuna-13b-v1.5.json of its set), or JSON lines with goal and prompt.", Required = true,
    };

    private static readonly Option<string> Harmless = new("--harmless") { Description = "Suites whose harmless samples are shown beside.", DefaultValueFactory = _ => "own-ordinary" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "A .json file for all layers and heads." };
    private static readonly Option<bool> KeepSystem = DirectionFindCommand.KeepSystem;
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("suffix", "Show how adversarial suffixes work: cosine by layer, heads' attribution, attention to instruction and suffix, against random suffixes.")
        {
            Direction, Target, Suffixes, Harmless, Out, KeepSystem, Limit, Seed, DType, Device, Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var direction = RefusalDirection.Read(parsed.GetRequiredValue(Direction));
        var random = new Random(parsed.GetValue(Seed));
        var requests = SuffixedRequest.Read(parsed.GetRequiredValue(Suffixes).FullName).ToArray();
        random.Shuffle(requests);
        requests = requests[..Math.Min(requests.Length, parsed.GetValue(Limit) ?? requests.Length)];
        Sample[] harmless = [.. SuiteResolver.Resolve(parsed.GetRequiredValue(Harmless), requests.Length, parsed.GetValue(Seed))
            .SelectMany(suite => suite.Samples).Where(sample => sample.Label == SampleLabel.Harmless && sample.Choices is null)];
        if (harmless.Length == 0)
        {
            throw new DemurException($"--harmless {parsed.GetRequiredValue(Harmless)} has no harmless sample. Name a suite such as own-ordinary.");
        }

        using var local = LocalModel.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Target)), LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)));
        var renderer = new PromptRenderer(local, DirectionFindCommand.SystemMode(parsed));
        var probe = new SuffixProbe(local.Model, direction);
        SuffixPrompt[] plain = [.. requests.Select(request => renderer.Render(request.Goal, request.Goal.Length))];
        SuffixPrompt[] attacked = [.. requests.Select(request => renderer.Render(request.Prompt, request.Goal.Length))];

        // Random suffixes are as long, of tokens that people's requests are made of.
        int[] words = [.. plain.SelectMany(prompt => prompt.Ids.Skip(prompt.Instruction.Start).Take(prompt.Instruction.Length))];
        SuffixPrompt[] controls = [.. attacked.Select(prompt => prompt.WithSuffix(() => words[random.Next(words.Length)]))];
        SuffixPrompt[] others = [.. harmless.Select(sample => renderer.Render(sample.Messages)).Select(prompt => new SuffixPrompt(prompt.Ids, default, default))];
        using var line = new ProgressLine(TimeProvider.System);
        var (done, total) = (0, plain.Length + attacked.Length + controls.Length + others.Length);
        var report = new SuffixReport(requests.Length, Mean(plain), Mean(attacked), Mean(controls), Mean(others));
        var json = JsonSerializer.Serialize(report, DemurJson.Indented);
        if (parsed.GetValue(Out) is { } file)
        {
            WholeFile.Write(file.FullName, json);
        }

        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(json);
        }
        else
        {
            report.Write();
        }

        return ExitCodes.Ok;

        SuffixReading Mean(SuffixPrompt[] prompts) => SuffixReading.Mean([.. prompts.Select(prompt =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            line.Show(string.Create(CultureInfo.InvariantCulture, $"prompts: {++done}/{total}"), always: done == total);
            return probe.Read(prompt);
        })]);
    }
}

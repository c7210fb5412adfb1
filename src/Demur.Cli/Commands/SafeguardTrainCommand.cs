using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Cli.Output;
using Demur.Cli.Safeguards;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Guardrails.Prompts;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Steering.Safeguards;

namespace Demur.Cli.Commands;

/// <summary><c>demur safeguard train</c>: sampled answers, anchor, probes, soft prompt.</summary>
internal static class SafeguardTrainCommand
{
    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<string> Harmful = new("--harmful") { Description = "Suites whose harmful samples are taken, separated by commas.", DefaultValueFactory = _ => "own-direct" };
    private static readonly Option<string> Harmless = new("--harmless") { Description = "Suites whose harmless samples are taken, separated by commas.", DefaultValueFactory = _ => "own-direct" };
    private static readonly Option<int> Queries = new Option<int>("--queries") { Description = "The most queries of each kind, drawn with --seed.", DefaultValueFactory = _ => 100 }.Within(1, 100_000);
    private static readonly Option<string> Prompts = new("--prompts") { Description = "The basic safety prompts, by name or .json file, separated by commas; the queries without any prompt are added.", DefaultValueFactory = _ => "safety-long,safety-care,safety-short" };
    private static readonly Option<string> Start = new("--start") { Description = "The one of --prompts that the soft prompt begins as.", DefaultValueFactory = _ => "safety-long" };
    private static readonly Option<string> Method = new("--method") { Description = "dro, or vpt (prompt tuning, the paper's baseline).", DefaultValueFactory = _ => "dro" };
    private static readonly Option<int> Samples = new Option<int>("--samples") { Description = "Answers drawn to each query under each prompt; the paper draws 25.", DefaultValueFactory = _ => 5 }.Within(1, 1000);
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The most tokens of an answer; the paper takes 200 and more.", DefaultValueFactory = _ => 48 }.Within(1, 100_000);
    private static readonly Option<DirectoryInfo?> Answers = new("--answers") { Description = "A training whose sampled answers are taken, if they were drawn in the same way." };
    private static readonly Option<string?> Drop = new("--drop") { Description = "A loss that is left out: refusal, harmfulness or others (the ablations of the paper)." };
    private static readonly Option<int?> Epochs = new Option<int?>("--epochs") { Description = "How often all rows are gone through; 40 for dro, 5 for vpt." }.Within(1, 100_000);
    private static readonly Option<int> Batch = new Option<int>("--batch") { Description = "The rows of a step.", DefaultValueFactory = _ => 50 }.Within(1, 100_000);
    private static readonly Option<double> Rate = new Option<double>("--learning-rate") { Description = "The step size of AdamW.", DefaultValueFactory = _ => 1e-3 }.Above(0, 10);
    private static readonly Option<int> Folds = new Option<int>("--folds") { Description = "The folds of the probes.", DefaultValueFactory = _ => 10 }.Within(2, 100);
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the training");
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = CommonOptions.Resume();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("train", "Train a soft safety prompt: sample answers, find where queries lie, move harmful ones towards refusal and harmless ones away.")
        {
            Model, Base, Harmful, Harmless, Queries, Prompts, Start, Method, Samples, Tokens, Answers, Drop, Epochs, Batch, Rate, Folds, Out, Seed, Resume, DType, Device, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        options.Check();
        var (prompts, start) = PromptsOf(parsed);
        Sample[] samples = [.. SamplesOf(parsed, Harmful, SampleLabel.Harmful), .. SamplesOf(parsed, Harmless, SampleLabel.Harmless)];
        var sampling = new SafeguardSampling(parsed.GetValue(Samples), parsed.GetValue(Tokens), parsed.GetValue(Seed));
        var placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { Base = parsed.GetValue(Base) };
        using var local = LocalModel.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Model)), placement);
        var identity = ModelIdentity.Of(local.Path, local.AdapterPath);
        _ = new SafeguardRenderer(local).Text(samples[0].Messages, system: null); // a model without a template is told of before anything is written
        var folder = DirectionFolder.Open(
            parsed.GetRequiredValue(Out).FullName, parsed.GetValue(Resume),
            new
            {
                Model = local.Name, Identity = identity, DType = local.Model.ComputeDType, Samples = ShortHash.Of(string.Join(' ', samples.Select(sample => sample.Id))),
                Queries = samples.Length, Prompts = prompts.Select(prompt => prompt.Identity), Texts = ShortHash.Of(string.Join('\n', prompts.Select(prompt => prompt.Text))), Start = prompts[start].Identity, Sampling = sampling, Options = options,
            },
            "training");
        var file = Path.Combine(folder, SafeguardFolder.AnswersFile);
        TakeAnswers(parsed.GetValue(Answers), file);
        string?[] texts = [null, .. prompts.Select(prompt => prompt.Text)];
        var answers = await new SafeguardAnswers(local, identity, sampling).DrawAsync(file, texts, samples, cancellationToken).ConfigureAwait(false);
        var data = new SafeguardData
        {
            Queries = [.. samples.Select(sample => new SafeguardQuery(sample.Messages, sample.Label == SampleLabel.Harmless))], Prompts = texts, Start = start + 1, Answers = answers,
        };
        using var line = new ProgressLine(TimeProvider.System);

        // The model belongs to one thread while it is trained against.
        var result = await Task.Run(
            () => new SafeguardRun(local, options, folder, new LineProgress(line)).Run(data, Metadata(parsed, local, (identity, prompts[start])), cancellationToken), cancellationToken).ConfigureAwait(false);
        var json = JsonSerializer.Serialize(result, DemurJson.Indented);
        WholeFile.Write(Path.Combine(folder, SafeguardRun.ResultFile), json);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(json);
        }
        else
        {
            SafeguardTables.Write(result, folder);
        }

        return result.Inconclusive is null ? ExitCodes.Ok : ExitCodes.Inconclusive;
    }

    private static SafeguardOptions Options(ParseResult parsed)
    {
        var options = new SafeguardOptions
        {
            Method = parsed.GetRequiredValue(Method) switch
            {
                "dro" => SafeguardMethod.Dro,
                "vpt" => SafeguardMethod.Vpt,
                var other => throw new DemurException($"--method is '{other}'; known are dro and vpt."),
            },
            Epochs = parsed.GetValue(Epochs), BatchSize = parsed.GetValue(Batch), LearningRate = parsed.GetValue(Rate), Folds = parsed.GetValue(Folds), Seed = parsed.GetValue(Seed),
        };
        return parsed.GetValue(Drop) switch
        {
            null => options,
            "refusal" => options with { RefusalWeight = 0, HarmfulnessWeight = 1 }, // as the release, which gives it the whole weight then
            "harmfulness" => options with { HarmfulnessWeight = 0 },
            "others" => options with { RestWeight = 0 },
            var other => throw new DemurException($"--drop is '{other}'; known are refusal, harmfulness and others."),
        };
    }

    private static (SafetyPrompt[] Prompts, int Start) PromptsOf(ParseResult parsed)
    {
        SafetyPrompt[] prompts = [.. parsed.GetRequiredValue(Prompts).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(SafetyPromptLibrary.Find)];
        if (prompts.FirstOrDefault(prompt => prompt.Kind != SafetyPromptKind.System) is { } other)
        {
            throw new DemurException($"--prompts: '{other.Name}' is of kind {other.Kind} and no system prompt, which a soft prompt stands in for. Name system prompts ('demur prompts list').");
        }

        var name = parsed.GetRequiredValue(Start);
        var start = Array.FindIndex(prompts, prompt => prompt.Name == name || SafetyPromptLibrary.Find(name).Identity == prompt.Identity);
        return start >= 0 ? (prompts, start) : throw new DemurException($"--start is '{name}', which is none of --prompts {parsed.GetRequiredValue(Prompts)}. Name one of them.");
    }

    private static Sample[] SamplesOf(ParseResult parsed, Option<string> suites, SampleLabel label)
    {
        var names = parsed.GetRequiredValue(suites);
        var samples = SuiteResolver.Resolve(names, null, parsed.GetValue(Seed)).SelectMany(suite => suite.Samples)
            .Where(sample => sample.Label == label && sample.Choices is null).DistinctBy(sample => sample.Id).ToArray();
        new Random(parsed.GetValue(Seed)).Shuffle(samples);
        return samples.Length > 0 ? [.. samples.Take(parsed.GetValue(Queries))]
            : throw new DemurException($"{suites.Name} {names} holds no {Words.Label(label)} request, and a safeguard learns from both kinds. Name suites that hold some ('demur suite list').");
    }

    // The journal's first line says what the answers depend on, so those of another model or sampling are not taken.
    private static void TakeAnswers(DirectoryInfo? from, string file)
    {
        if (from is null || File.Exists(file))
        {
            return;
        }

        var source = Path.Combine(from.FullName, SafeguardFolder.AnswersFile);
        if (!File.Exists(source))
        {
            throw new DemurException($"--answers {from.FullName}: holds no {SafeguardFolder.AnswersFile}. Name the folder of a training.");
        }

        WholeFile.Write(file, stream =>
        {
            using var answers = File.OpenRead(source);
            answers.CopyTo(stream);
        });
    }

    private static Dictionary<string, string> Metadata(ParseResult parsed, LocalModel local, (string Model, SafetyPrompt Start) identity) => new()
    {
        ["model"] = local.Name, ["identity"] = identity.Model, [SoftPrompt.TokenizerKey] = SoftPrompt.TokenizerMark(local.Tokenizer), ["method"] = parsed.GetRequiredValue(Method),
        ["start"] = identity.Start.Identity, ["seed"] = parsed.GetValue(Seed).ToString(CultureInfo.InvariantCulture),
        ["made_by"] = "demur " + typeof(SafeguardTrainCommand).Assembly.GetName().Version!.ToString(3), ["arguments"] = string.Join(' ', parsed.Tokens.Select(token => token.Value)),
    };

    private sealed class LineProgress(ProgressLine line) : IProgress<SafeguardProgress>
    {
        private string _stage = "";
        private long _start;
        private int _before;

        public void Report(SafeguardProgress value)
        {
            if (value.Stage != _stage)
            {
                (_stage, _start, _before) = (value.Stage, Stopwatch.GetTimestamp(), value.Done);
            }

            var each = value.Done > _before ? Stopwatch.GetElapsedTime(_start) / (value.Done - _before) : (TimeSpan?)null;
            var loss = value.Loss is { } number ? string.Create(CultureInfo.InvariantCulture, $", loss {number:F4}") : "";
            line.Show(
                string.Create(CultureInfo.InvariantCulture, $"safeguard: {value.Stage} {value.Done}/{value.Total}{loss}, {each?.TotalSeconds:F1} s each, {ProgressLine.Rest(each * (value.Total - value.Done))} left"),
                always: value.Done == value.Total);
        }
    }
}

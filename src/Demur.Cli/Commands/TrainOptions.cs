using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Preferences;
using Demur.Training.Distributed;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary>The options that every <c>demur train</c> command has.</summary>
/// <param name="defaultRecipe">The recipe when none is named.</param>
/// <param name="use">What preference data are used for, where the command takes some.</param>
internal sealed class TrainOptions(string defaultRecipe, PairUse? use = null)
{

    public Option<string> Model { get; } = CommonOptions.Model();

    public Option<DirectoryInfo> Out { get; } = CommonOptions.Out("the run; the tuned adapter or model lies in a folder in it");

    public Option<string> RecipeName { get; } = new("--recipe")
    {
        Description = $"A built-in recipe ({string.Join(", ", BuiltInRecipes.Names)}) or the path of a YAML file.",
        DefaultValueFactory = _ => defaultRecipe,
    };

    public Option<bool> OwnShare { get; } = new("--own-share") { Description = "Of data without a mark take this use's share alone: reward models a third of the requests, preference tuning the rest." };

    public Option<bool> Full { get; } = new("--full") { Description = "Tune all weights instead of an adapter." };

    public Option<double?> LearningRate { get; } = new Option<double?>("--lr") { Description = "The peak learning rate instead of the recipe's." }.Above(0, 1);

    public Option<int?> Epochs { get; } = new Option<int?>("--epochs") { Description = "Passes over the rows instead of the recipe's." }.Within(1, 1000);

    public Option<int?> Rank { get; } = new Option<int?>("--rank") { Description = "The adapter's rank instead of the recipe's; alpha stays twice the rank." }.Within(1, 4096);

    public Option<int?> MaxSteps { get; } = new Option<int?>("--max-steps") { Description = "Stop after this many optimiser steps." }.Within(1, int.MaxValue);

    public Option<int> Seed { get; } = CommonOptions.Seed();

    public Option<bool> Checkpointing { get; } = new("--gradient-checkpointing") { Description = "Run each block again in the backward pass instead of keeping its states: less memory, a third more time." };

    public Option<FileInfo?> Validation { get; } = new("--validation") { Description = "Held-out data in the form of the training data; training ends when its loss stops falling, with the best state." };

    public Option<string?> ValidationSuite { get; } = new("--validation-suite") { Description = "Suites, separated by commas; training ends when fewer samples come out right (harmful refused, harmless answered), with the best state." };

    public Option<int?> ValidationLimit { get; } = new("--validation-limit") { Description = "At most this many samples of each validation suite, drawn with --seed." };

    public Option<int?> ValidateEvery { get; } = new("--validate-every") { Description = "The optimiser steps between two measurements instead of the recipe's early_stop.every." };

    public Option<int?> Patience { get; } = new("--patience") { Description = "How many measurements in a row may bring nothing better, instead of the recipe's early_stop.patience." };

    public Option<bool> Resume { get; } = CommonOptions.Resume();

    public Option<string> DType { get; } = CommonOptions.DType();

    public Option<string> Device { get; } = CommonOptions.Device();

    /// <summary>Adds all of them to a command.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in (Option[])[Model, Out, RecipeName, Full, LearningRate, Epochs, Rank, MaxSteps, Checkpointing, Validation, ValidationSuite, ValidationLimit, ValidateEvery, Patience, Seed, Resume, DType, Device])
        {
            command.Options.Add(option);
        }

        if (use is not null)
        {
            command.Options.Add(OwnShare);
        }

        return command;
    }

    /// <summary>Reads the recipe with the adapter's rank replaced where the command line says so.</summary>
    public Recipe Recipe(ParseResult parsed)
    {
        var recipe = BuiltInRecipes.Find(parsed.GetRequiredValue(RecipeName));
        return parsed.GetValue(Rank) is { } rank ? recipe with { Lora = recipe.Lora with { Rank = rank, Alpha = 2 * rank } } : recipe;
    }

    /// <summary>Replaces what the command line replaces in a trainer's settings.</summary>
    public T Override<T>(ParseResult parsed, T options)
        where T : TrainingOptions => options with
        {
            LearningRate = parsed.GetValue(LearningRate) ?? options.LearningRate,
            Epochs = parsed.GetValue(Epochs) ?? options.Epochs,
            MaxSteps = parsed.GetValue(MaxSteps) ?? options.MaxSteps,
            GradientCheckpointing = parsed.GetValue(Checkpointing) || options.GradientCheckpointing,
            EarlyStop = new EarlyStopOptions { Every = parsed.GetValue(ValidateEvery) ?? options.EarlyStop.Every, Patience = parsed.GetValue(Patience) ?? options.EarlyStop.Patience },
            Seed = parsed.GetResult(Seed) is { Implicit: false } ? parsed.GetValue(Seed) : options.Seed,
        };

    /// <summary>Reads the held-out data, if there is any.</summary>
    public IReadOnlyList<T> Held<T>(ParseResult parsed, Func<string, IReadOnlyList<T>> read) => parsed.GetValue(Validation) is { } file ? read(file.FullName) : [];

    /// <summary>Reads training rows; none is an error.</summary>
    public static RowFileContent ReadRows(RowFileReader reader, string path) => reader.Read(path) is { Rows.Count: > 0 } content
        ? content
        : throw new DemurException($"{path} holds no training rows. Give a file with at least one, as 'demur data build' writes them.");

    /// <summary>Reads pairs, with <c>--own-share</c> without unmarked ones of the other use's requests.</summary>
    public IReadOnlyList<PreferencePair> ReadPairs(ParseResult parsed, string path) =>
        OfOwnShare(parsed, path, PairFile.Read(path), pair => pair.Use is not null || PairUses.OfRequest(pair.Prompt) == use);

    /// <summary>Reads rated answers for KTO, with <c>--own-share</c> without those to requests that belong to reward models.</summary>
    public IReadOnlyList<RatedAnswer> ReadRated(ParseResult parsed, string path) =>
        OfOwnShare(parsed, path, RatedAnswerFile.Read(path), answer => PairUses.OfRequest(answer.Prompt) == use);

    /// <summary>Leaves out with <c>--own-share</c> what belongs to the other use, and says how much that is.</summary>
    public IReadOnlyList<T> OfOwnShare<T>(ParseResult parsed, string path, IReadOnlyList<T> rows, Func<T, bool> isOwn)
    {
        if (!parsed.GetValue(OwnShare))
        {
            return rows;
        }

        T[] own = [.. rows.Where(isOwn)];
        Terminal.Error.WriteLine($"{path}: {own.Length} of {rows.Count} belong to this use; the others are left to {(use == PairUse.Reward ? "preference tuning" : "reward models")}");
        return own;
    }

    /// <summary>Gives the run's settings.</summary>
    public TuningRunSettings Settings(ParseResult parsed, Recipe recipe, string data)
    {
        RequireOwnFolder(parsed);
        return new TuningRunSettings
        {
            Folder = parsed.GetRequiredValue(Out).FullName,
            Model = LocalTarget.ResultOf(parsed.GetRequiredValue(Model)),
            Recipe = recipe,
            Full = parsed.GetValue(Full),
            Placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { MergeAdapter = false },
            Figure = Figure(parsed),
            Resume = parsed.GetValue(Resume),
            Data = data,
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };
    }

    // Other ranks may find what the first has begun to write.
    private void RequireOwnFolder(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(Out);
        if (RankEnvironment.Read(Environment.GetEnvironmentVariable) is null && !parsed.GetValue(Resume) && folder.Exists && folder.EnumerateFileSystemInfos().Any()
            && !File.Exists(Path.Combine(folder.FullName, "run.json")))
        {
            throw new DemurException($"{folder.FullName} is not empty and holds no run. Choose another --out.");
        }
    }

    private HeldOutFigure? Figure(ParseResult parsed)
    {
        if (parsed.GetValue(ValidationSuite) is not { } names)
        {
            return parsed.GetValue(Validation) is null && (parsed.GetValue(ValidateEvery) ?? parsed.GetValue(Patience)) is not null
                ? throw new DemurException("--validate-every and --patience say when to measure, and there is nothing to measure. Name held-out data with --validation or suites with --validation-suite.")
                : null;
        }

        if (parsed.GetValue(Validation) is not null)
        {
            throw new DemurException("--validation and --validation-suite both say what ends training. Name one of them.");
        }

        return RightOutcomes.On(SuiteResolver.Resolve(names, parsed.GetValue(ValidationLimit), parsed.GetValue(Seed)));
    }
}

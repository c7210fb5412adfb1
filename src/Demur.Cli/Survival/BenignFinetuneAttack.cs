using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Survival;

/// <summary>Tunes the target on harmless rows alone, which wears safety tuning off without anybody meaning harm (Qi et al. 2024, arXiv 2310.03693).</summary>
internal static class BenignFinetuneAttack
{
    private static readonly Mix Ordinary = new() { Name = "benign-finetune", Ordinary = 165 };

    /// <summary>Gives the target as it is after plain supervised tuning.</summary>
    public static Attacked Prepare(AttackSettings settings, CancellationToken cancellationToken)
    {
        IReadOnlyList<TrainingRow> rows = settings.Rows is { } file ? new RowFileReader(new RowFileOptions()).Read(file).Rows : new MixBuilder(new MixContent(OwnContent.Answers)).Build(Ordinary, settings.Seed);
        if (rows.FirstOrDefault(row => row.Label == SampleLabel.Harmful) is not null)
        {
            throw new DemurException($"{settings.Rows}: holds rows labelled harmful, so tuning on it is not benign. Give rows of ordinary tasks.");
        }

        var naive = BuiltInRecipes.Find("naive");
        var folder = Path.Combine(settings.Folder, "tuning");
        var run = new TuningRunSettings
        {
            Folder = folder,
            Model = LocalTarget.ResultOf(settings.Target),
            Recipe = naive with { Name = Ordinary.Name, Sft = naive.Sft with { Seed = settings.Seed } },
            Placement = settings.Placement,
            Resume = true,
            Data = settings.Rows,
            Arguments = settings.Arguments,
        };
        var done = new[] { TuningRun.ModelFolder, TuningRun.AdapterFolder }.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);
        return new Attacked(done ?? TrainingRuns.Run(run, rows, cancellationToken), new InterventionSettings(), "after benign tuning");
    }
}

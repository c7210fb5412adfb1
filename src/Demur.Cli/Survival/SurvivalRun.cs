using Demur.Abstractions;
using Demur.Attacks;
using Demur.Cli.Attacks;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Catalogue;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Survival;

/// <summary>Attacks a tuned checkpoint and asks the samples of its own run once more.</summary>
internal static class SurvivalRun
{
    private const string RunName = "run";
    private const int Concurrency = 64;

    /// <summary>The attacks that change the target, by name; all others change its requests.</summary>
    public static IReadOnlyList<string> OnTarget { get; } = ["ablation", "benign-finetune"];

    /// <summary>Runs what is not done yet.</summary>
    /// <returns>The run after the attack; or why the attack could not be made.</returns>
    public static async Task<(RunFolder? After, string? Inconclusive)> RunAsync(IReadOnlyList<string> attacks, AttackSettings settings, CancellationToken cancellationToken)
    {
        CheckNames(attacks);
        CheckTarget(settings);
        var (attacked, inconclusive) = attacks switch
        {
            ["ablation"] => await AblationAttack.PrepareAsync(settings, cancellationToken).ConfigureAwait(false),
            ["benign-finetune"] => (await Task.Run(() => BenignFinetuneAttack.Prepare(settings, cancellationToken), cancellationToken).ConfigureAwait(false), null),
            _ => (new Attacked(settings.Target, new InterventionSettings(), $"under {string.Join(SampleAttack.Joint, attacks)}", attacks), null),
        };
        return attacked is null ? (null, inconclusive) : (await MeasureAsync(attacked, settings, cancellationToken).ConfigureAwait(false), null);
    }

    private static void CheckNames(IReadOnlyList<string> attacks)
    {
        if (attacks.Count > 1 && attacks.FirstOrDefault(OnTarget.Contains) is { } changing)
        {
            throw new DemurException($"--attack {changing} changes the target and stands alone; {string.Join(", ", attacks.Where(name => name != changing))} would change its requests. Gate them one by one.");
        }

        if (attacks.FirstOrDefault(name => !OnTarget.Contains(name) && !AttackCatalogue.IsKnown(name)) is { } unknown)
        {
            throw new DemurException($"--attack is '{unknown}', nearest is {AttackCatalogue.NearestTo(unknown, OnTarget)}; known are {string.Join(" and ", OnTarget)}, which change the target, and on its requests {string.Join(", ", AttackCatalogue.All.Select(attack => attack.Name))}.");
        }
    }

    private static async Task<RunFolder> MeasureAsync(Attacked attacked, AttackSettings settings, CancellationToken cancellationToken)
    {
        var before = settings.Before.Record;
        var folder = Path.Combine(settings.Folder, RunName);
        using var shelf = new JudgeShelf();
        using var target = Open(attacked.Target, settings, attacked.Interventions, attacked.Name);
        var chain = attacked.Requests is { } names ? await AttackShelf.OpenAsync(names, target, (DataStore.Default().Root, settings.Answers), cancellationToken).ConfigureAwait(false) : null;
        await EvaluationRuns.RunAsync(
            new EvaluationPlan
            {
                Target = target.Client, TargetInfo = target.Info, Suites = chain?.Convert(settings.Before.Suites, before.Seed) ?? settings.Before.Suites, Attacks = chain?.Names ?? before.Attacks ?? [],
                Scorers = shelf.OpenAll(string.Join(',', before.Scorers.Select(scorer => scorer.Name))),
                Folder = folder, Resume = true, Decoding = before.Decoding, Seed = before.Seed, Concurrency = Concurrency, Arguments = settings.Arguments, Resolved = target.Resolved,
            },
            cancellationToken).ConfigureAwait(false);
        return RunFolder.Open(folder);
    }

    // The run before the attack must be the target's own, or the two would differ in more than the attack.
    private static void CheckTarget(AttackSettings settings)
    {
        using var target = Open(settings.Target, settings, new InterventionSettings(), name: null);
        if (target.Info.Identity != settings.Before.Record.Target.Identity)
        {
            throw new DemurException(
                $"{settings.Before.Path}: is a run of {settings.Before.Record.Target.Name}, and --target {settings.Target} is another checkpoint. Measure the target with 'demur eval' first, and give that run as --baseline.");
        }
    }

    private static OpenTarget Open(string target, AttackSettings settings, InterventionSettings interventions, string? name) => TargetOpener.Local(target, new TargetSettings
    {
        DType = settings.DType, Device = settings.Device, Base = settings.Base, System = settings.Before.Record.Decoding.SystemPrompt, Interventions = interventions, Name = name,
    });
}

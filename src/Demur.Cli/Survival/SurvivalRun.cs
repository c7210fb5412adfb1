using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Survival;

/// <summary>Attacks a tuned checkpoint and asks the samples of its own run once more.</summary>
internal static class SurvivalRun
{
    private const string RunName = "run";
    private const int Concurrency = 64;

    /// <summary>The attacks by name.</summary>
    public static IReadOnlyList<string> Attacks { get; } = ["ablation", "benign-finetune"];

    /// <summary>Runs what is not done yet.</summary>
    /// <returns>The run after the attack; or why the attack could not be made.</returns>
    public static async Task<(RunFolder? After, string? Inconclusive)> RunAsync(string attack, AttackSettings settings, CancellationToken cancellationToken)
    {
        CheckTarget(settings);
        var (attacked, inconclusive) = attack switch
        {
            "ablation" => await AblationAttack.PrepareAsync(settings, cancellationToken).ConfigureAwait(false),
            "benign-finetune" => (await Task.Run(() => BenignFinetuneAttack.Prepare(settings, cancellationToken), cancellationToken).ConfigureAwait(false), null),
            _ => throw new DemurException($"--attack is '{attack}'; known are {string.Join(" and ", Attacks)}."),
        };
        return attacked is null ? (null, inconclusive) : (await MeasureAsync(attacked, settings, cancellationToken).ConfigureAwait(false), null);
    }

    private static async Task<RunFolder> MeasureAsync(Attacked attacked, AttackSettings settings, CancellationToken cancellationToken)
    {
        var before = settings.Before.Record;
        var folder = Path.Combine(settings.Folder, RunName);
        using var shelf = new JudgeShelf();
        using var target = Open(attacked.Target, settings, attacked.Interventions, attacked.Name);
        await EvaluationRuns.RunAsync(
            new EvaluationPlan
            {
                Target = target.Client, TargetInfo = target.Info, Suites = settings.Before.Suites, Scorers = shelf.OpenAll(string.Join(',', before.Scorers.Select(scorer => scorer.Name))),
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

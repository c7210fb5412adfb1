using Demur.Cli.Directions;
using Demur.Cli.Targets;
using Demur.Steering.Directions;

namespace Demur.Cli.Survival;

/// <summary>Takes the target's refusal direction out while it answers (Arditi et al. 2024); the direction is given, or found in the target.</summary>
internal static class AblationAttack
{
    private const string Harmful = "own-direct";
    private const string Harmless = "own-ordinary";
    private static readonly (int Train, int Validation) Sizes = (128, 32);

    /// <summary>Gives the target with its direction ablated, or says why there is none.</summary>
    public static async Task<(Attacked? Attacked, string? Inconclusive)> PrepareAsync(AttackSettings settings, CancellationToken cancellationToken)
    {
        var found = settings.Direction is { } given ? (File: given, Inconclusive: null) : await FindAsync(settings, cancellationToken).ConfigureAwait(false);
        return found.Inconclusive is { } why ? (null, why) : (new Attacked(settings.Target, new InterventionSettings { Ablate = found.File }, "after ablation"), null);
    }

    // No prompt that the target is measured with shows the attacker the direction.
    private static async Task<(string File, string? Inconclusive)> FindAsync(AttackSettings settings, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(settings.Folder, "search");
        var measured = settings.Before.Suites.SelectMany(suite => suite.Samples).Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
        var result = await new DirectionSearch
        {
            Model = settings.Target,
            Placement = settings.Placement,
            Split = PromptSplit.Draw(Harmful, Harmless, Sizes, settings.Seed, measured),
            Folder = folder,
            Resume = true,
            Seed = settings.Seed,
            Options = new DirectionFindOptions { Selection = SelectionOptions.Wide },
            System = LocalTarget.SystemMode(settings.Before.Record.Decoding.SystemPrompt),
            Arguments = settings.Arguments,
        }.RunAsync(cancellationToken).ConfigureAwait(false);
        return (folder, result.Inconclusive);
    }
}

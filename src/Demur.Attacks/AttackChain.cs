using Demur.Abstractions;

namespace Demur.Attacks;

/// <summary>Attacks done one after another, to the harmful samples of suites.</summary>
/// <remarks>The words of a request change first, then the format, then the answer's beginning; format and answer once at most.</remarks>
public sealed class AttackChain
{
    private readonly IReadOnlyList<IAttack> _attacks;

    /// <summary>Joins attacks.</summary>
    /// <param name="attacks">The attacks in their order, at least one.</param>
    /// <exception cref="DemurException">One of them stands behind what it would have to come before.</exception>
    public AttackChain(IReadOnlyList<IAttack> attacks)
    {
        ArgumentNullException.ThrowIfNull(attacks);
        ArgumentOutOfRangeException.ThrowIfZero(attacks.Count, nameof(attacks));
        foreach (var (before, after) in attacks.Zip(attacks.Skip(1)))
        {
            if (after.Place < before.Place || (after.Place == before.Place && after.Place != AttackPlace.Request))
            {
                throw new DemurException(after.Place == before.Place
                    ? $"--attack {before.Name} and {after.Name} both {Does(after)}. Name one of them."
                    : $"--attack {after.Name} would {Does(after)}, but stands behind {before.Name}, which would {Does(before)}. Name {after.Name} first.");
            }
        }

        _attacks = attacks;
        Names = [.. attacks.Select(attack => attack.Name)];
    }

    /// <summary>Gets the names in order, as runs record them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets the name of the whole.</summary>
    public string Name => string.Join(SampleAttack.Joint, Names);

    /// <summary>Gets whether the target must go on with text that has no chat format.</summary>
    public bool LeavesChat => _attacks.Any(attack => attack.Place == AttackPlace.Format);

    /// <summary>Gets whether the target must go on with a beginning of its answer.</summary>
    public bool BeginsAnswer => _attacks.Any(attack => attack.Place == AttackPlace.Answer);

    /// <summary>Converts one sample, whatever its label.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="seed">Decides whatever is drawn.</param>
    /// <exception cref="DemurException">An attack has nothing for this request, or the sample was attacked before.</exception>
    public Sample Convert(Sample sample, int seed)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Attack is { } already
            ? throw new DemurException($"Sample {sample.Id} is under the attack {already.Name} already. Give the suite without it.")
            : _attacks.Aggregate(sample, (current, attack) => attack.Convert(current, seed));
    }

    /// <summary>Converts the harmful samples that are answered in words; the others are asked as they are, so that the price on the other axis stays in sight.</summary>
    /// <param name="suites">The suites.</param>
    /// <param name="seed">Decides whatever is drawn.</param>
    /// <exception cref="DemurException">No sample is harmful, or an attack has nothing for one.</exception>
    public IReadOnlyList<Suite> Convert(IReadOnlyList<Suite> suites, int seed)
    {
        ArgumentNullException.ThrowIfNull(suites);
        return suites.Any(suite => suite.Samples.Any(sample => IsAttacked(suite, sample)))
            ? [.. suites.Select(suite => suite with { Samples = [.. suite.Samples.Select(sample => IsAttacked(suite, sample) ? Convert(sample, seed) : sample)] })]
            : throw new DemurException($"--attack changes harmful requests, and {string.Join(", ", suites.Select(suite => suite.Name))} has none. Name a suite with harmful samples too, such as own-direct.");
    }

    private static bool IsAttacked(Suite suite, Sample sample) => suite.Kind == SuiteKind.Generation && sample.Label == SampleLabel.Harmful;

    private static string Does(IAttack attack) => attack.Place switch
    {
        AttackPlace.Request => "change the request",
        AttackPlace.Format => "leave the chat format",
        _ => "begin the answer",
    };
}

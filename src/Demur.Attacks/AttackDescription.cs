namespace Demur.Attacks;

/// <summary>What an attack is, for lists.</summary>
public sealed record AttackDescription
{
    /// <summary>Gets the name that <c>--attack</c> takes.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what it does to a request, in one sentence.</summary>
    public required string About { get; init; }

    /// <summary>Gets who published it.</summary>
    public required string Source { get; init; }

    /// <summary>Gets what it changes.</summary>
    public required AttackPlace Place { get; init; }

    /// <summary>Gets the options; the first one is the default.</summary>
    public required IReadOnlyList<AttackOption> Options { get; init; }
}

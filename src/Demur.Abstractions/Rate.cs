using System.Globalization;

namespace Demur.Abstractions;

/// <summary>A share that cannot be read without the counts behind it.</summary>
/// <param name="Hits">The samples that count as a hit.</param>
/// <param name="Scored">The samples in the denominator.</param>
/// <param name="Unscored">The samples left out of it.</param>
/// <param name="Interval">The 95 % interval of the share, or <see langword="null"/> when nothing was scored.</param>
public readonly record struct Rate(int Hits, int Scored, int Unscored, Interval? Interval)
{
    /// <summary>Gets the share in [0, 1], or <see langword="null"/> when nothing was scored.</summary>
    public double? Value => Scored == 0 ? null : (double)Hits / Scored;

    /// <inheritdoc/>
    public override string ToString() => Value is { } value && Interval is { } interval
        ? string.Create(CultureInfo.InvariantCulture, $"{value:P1} [{interval.Low:P1}, {interval.High:P1}] (n={Scored}, unscored={Unscored})")
        : $"n/a (n=0, unscored={Unscored})";
}

using System.Globalization;
using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>A measure with its 95 % interval.</summary>
/// <param name="Value">The measure, or <see langword="null"/> where nothing can be said: no case, or chance alone agrees perfectly.</param>
/// <param name="Interval">The interval, or <see langword="null"/>.</param>
public readonly record struct Estimate(double? Value, Interval? Interval)
{
    /// <inheritdoc/>
    public override string ToString() => Value is { } value && Interval is { } interval
        ? string.Create(CultureInfo.InvariantCulture, $"{value:F3} [{interval.Low:F3}, {interval.High:F3}]")
        : "n/a";
}

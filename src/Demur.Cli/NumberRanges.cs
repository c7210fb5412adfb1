using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Demur.Cli;

/// <summary>Gives numeric options a range: it stands in the help, and a value outside of it, or NaN, is refused before anything runs.</summary>
internal static class NumberRanges
{
    /// <summary>Allows values from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T> => Limit(option, new Range<T>(least, most, false));

    /// <inheritdoc cref="Within{T}(Option{T}, T, T)"/>
    public static Option<T?> Within<T>(this Option<T?> option, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T> => Limit(option, new Range<T>(least, most, false));

    /// <summary>Allows values above <paramref name="least"/> up to <paramref name="most"/>.</summary>
    public static Option<T> Above<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T> => Limit(option, new Range<T>(least, most, true));

    /// <inheritdoc cref="Above{T}(Option{T}, T, T)"/>
    public static Option<T?> Above<T>(this Option<T?> option, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T> => Limit(option, new Range<T>(least, most, true));

    private static TOption Limit<TOption, T>(TOption option, Range<T> range)
        where TOption : Option
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.Description = $"{option.Description?.TrimEnd('.')}; {range}.";
        option.Validators.Add(result => Check(result, option.Name, range));
        return option;
    }

    // What is no number at all is told by the parser itself.
    private static void Check<T>(OptionResult result, string name, Range<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        foreach (var token in result.Tokens)
        {
            if (T.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && !range.Holds(value))
            {
                result.AddError($"{name} is {token.Value}; give {range}.");
            }
        }
    }

    private sealed record Range<T>(T Least, T Most, bool IsOpen)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        // NaN is in no range, since it compares with nothing.
        public bool Holds(T value) => (IsOpen ? value > Least : value >= Least) && value <= Most;

        public override string ToString() => (IsOpen, Most == T.MaxValue) switch
        {
            (true, true) => $"more than {Text(Least)}",
            (true, false) => $"more than {Text(Least)}, at most {Text(Most)}",
            (false, true) => $"{Text(Least)} or more",
            _ => $"{Text(Least)} to {Text(Most)}",
        };

        private static string Text(T value) => value.ToString(null, CultureInfo.InvariantCulture);
    }
}

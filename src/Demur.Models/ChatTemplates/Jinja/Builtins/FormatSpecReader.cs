using System.Globalization;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Reads a format specification from left to right.</summary>
internal sealed class FormatSpecReader(RenderState state, string spec)
{
    private int _at;

    public FormatSpec Read()
    {
        string fill = " ";
        char align = '\0';
        int first = spec.Length > 0 ? CodePointText.SizeAt(spec, 0) : 0;
        if (first < spec.Length && IsAlign(spec[first]))
        {
            (fill, align, _at) = (spec[..first], spec[first], first + 1);
        }
        else if (spec.Length > 0 && IsAlign(spec[0]))
        {
            (align, _at) = (spec[0], 1);
        }

        char sign = TakeOneOf("+- ") is var given and not '\0' ? given : '-';
        bool alternate = TakeOneOf("#") != '\0';
        if (TakeOneOf("0") != '\0' && align == '\0')
        {
            (fill, align) = ("0", '=');
        }

        int width = Number("width", FormatSpec.MaxWidth) ?? 0;
        char grouping = TakeOneOf(",_");
        int? precision = TakeOneOf(".") == '\0'
            ? null
            : Number("precision", FloatText.MaxPrecision) ?? throw state.Error("Format specifier missing precision");
        char type = TakeOneOf("bcdeEfFgGnosxX%");
        if (_at < spec.Length)
        {
            throw state.Error($"Invalid format specifier '{spec}'");
        }

        return new FormatSpec
        {
            Fill = fill,
            Align = align,
            Sign = sign,
            Alternate = alternate,
            Width = width,
            Grouping = grouping,
            Precision = precision,
            Type = type,
        };
    }

    private static bool IsAlign(char character) => character is '<' or '>' or '=' or '^';

    private char TakeOneOf(string characters) =>
        _at < spec.Length && characters.Contains(spec[_at], StringComparison.Ordinal) ? spec[_at++] : '\0';

    private int? Number(string what, int most)
    {
        int start = _at;
        while (_at < spec.Length && char.IsAsciiDigit(spec[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            return null;
        }

        return int.TryParse(spec.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw state.Error($"the {what} in the format '{spec}' is above {most}");
    }
}

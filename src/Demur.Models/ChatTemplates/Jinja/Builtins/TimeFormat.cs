using System.Globalization;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Python's <c>strftime</c> in the C locale, with glibc's flags for padding and case.</summary>
internal static class TimeFormat
{
    public static string Format(RenderState state, DateTime time, string format)
    {
        var buffer = new TextBuffer(state);
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 >= format.Length)
            {
                buffer.Append(format[at]);
                continue;
            }

            char flag = format[at + 1] is '-' or '_' or '0' or '^' && at + 2 < format.Length ? format[++at] : '\0';
            char code = format[++at];
            buffer.Append(Directive(time, code, flag) ?? throw state.Error($"strftime_now does not know %{code}"));
        }

        return buffer.ToValue().Text;
    }

    private static string? Directive(DateTime time, char code, char flag)
    {
        string? text = Name(time, code);
        if (text is not null)
        {
            return flag == '^' ? text.ToUpperInvariant() : text;
        }

        return Number(time, code) is var (number, width, blank) ? Pad(number, width, flag == '\0' && blank ? '_' : flag) : null;
    }

    private static string Pad(long number, int width, char flag) => flag switch
    {
        '-' => number.ToString(CultureInfo.InvariantCulture),
        '_' => number.ToString(CultureInfo.InvariantCulture).PadLeft(width),
        _ => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'),
    };

    private static string? Name(DateTime time, char code) => code switch
    {
        'a' => Text(time, "ddd"),
        'A' => Text(time, "dddd"),
        'b' or 'h' => Text(time, "MMM"),
        'B' => Text(time, "MMMM"),
        'c' => $"{Text(time, "ddd MMM")} {time.Day,2} {Text(time, "HH:mm:ss yyyy")}",
        'D' or 'x' => Text(time, "MM/dd/yy"),
        'F' => Text(time, "yyyy-MM-dd"),
        'R' => Text(time, "HH:mm"),
        'T' or 'X' => Text(time, "HH:mm:ss"),
        'r' => Text(time, "hh:mm:ss tt"),
        'p' => Text(time, "tt"),
        'P' => Text(time, "tt").ToLowerInvariant(),
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        'z' or 'Z' => "",
        _ => null,
    };

    private static (long Number, int Width, bool Blank)? Number(DateTime time, char code) => code switch
    {
        'd' => (time.Day, 2, false),
        'e' => (time.Day, 2, true),
        'H' => (time.Hour, 2, false),
        'k' => (time.Hour, 2, true),
        'I' => (((time.Hour + 11) % 12) + 1, 2, false),
        'l' => (((time.Hour + 11) % 12) + 1, 2, true),
        'j' => (time.DayOfYear, 3, false),
        'm' => (time.Month, 2, false),
        'M' => (time.Minute, 2, false),
        'S' => (time.Second, 2, false),
        'f' => (time.Ticks % TimeSpan.TicksPerSecond / 10, 6, false),
        's' => (new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds(), 1, false),
        'u' => (((int)time.DayOfWeek + 6) % 7 + 1, 1, false),
        'w' => ((int)time.DayOfWeek, 1, false),
        'y' => (time.Year % 100, 2, false),
        'Y' => (time.Year, 1, false),
        'C' => (time.Year / 100, 2, false),
        'G' => (ISOWeek.GetYear(time), 1, false),
        'g' => (ISOWeek.GetYear(time) % 100, 2, false),
        'V' => (ISOWeek.GetWeekOfYear(time), 2, false),
        'U' => ((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7, 2, false),
        'W' => ((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7, 2, false),
        _ => null,
    };

    private static string Text(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}

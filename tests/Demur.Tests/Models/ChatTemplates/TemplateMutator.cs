namespace Demur.Tests.Models.ChatTemplates;

/// <summary>Breaks templates in seeded ways: cuts, copies, splices, and words of the language where they do not belong.</summary>
internal sealed class TemplateMutator(IReadOnlyList<string> seeds, Random random)
{
    private static readonly string[] Words =
    [
        "{%", "%}", "{{", "}}", "{#", "#}", "{%-", "-%}", "{% raw %}", "{% endraw %}", "{% if ", "{% endif %}", "{% else %}", "{% elif x %}",
        "{% for x in ", "{% endfor %}", "{% set x = ", "{% set ns.x = ", "{% macro m(x) %}", "{% endmacro %}", "{% call m() %}", "{% endcall %}",
        "{% break %}", "{% continue %}", "{% generation %}", "{% endgeneration %}", "{% filter upper %}", "{% with a = 1 %}", "{% block b %}",
        " recursive", " loop(messages) ", "loop.index", "messages", "namespace()", "range(9999)", "caller()", "varargs", "kwargs", " is ", " is not ",
        " in ", " not in ", " and ", " or ", " not ", " if ", " else ", "none", "true", "missing", "**", "//", "~", "|", "|tojson", "|join(',')",
        "|map('upper')", "|select('odd')", "|sort", "|groupby('role')", "|list", "|length", "|indent", "|int", "|safe", "|default(x, true)",
        ".split('a')", ".format(messages)", ".replace('', 'xx')", ".items()", ".append(1)", ".__class__", "['__init__']", "[::-1]", "[0]", "[1:",
        "'%s %999d'", "'{0:>99999}'", "'\\u12'", "'\\N{x}'", "\"", "'", "(", ")", "[", "]", "{", "}", ",", ":", "=", "\n", "\r\n", "\t", "\0", "\ud800", "\u2028",
        "0", "1e999", "99999999999999999999", "0x", "1_000", "-1", "' ' * 99999", "[0] * 99999", "2 ** 4000",
    ];

    public string Next()
    {
        // Half are two templates in one, so that what one sets up the other meets.
        string text = seeds[random.Next(seeds.Count)] + (random.Next(2) == 0 ? "" : seeds[random.Next(seeds.Count)]);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            text = Mutate(text);
        }

        return text;
    }

    private string Mutate(string text)
    {
        int from = random.Next(text.Length + 1);
        int to = Math.Min(text.Length, from + random.Next(1, 1 + Math.Min(40, text.Length + 1)));
        return random.Next(9) switch
        {
            0 => text.Remove(from, to - from),
            1 => text.Insert(from, text[from..to]),
            2 => text.Insert(from, Words[random.Next(Words.Length)]),
            3 => text[..from] + Words[random.Next(Words.Length)] + text[to..],
            4 => Splice(text, from, to),
            5 => text.Insert(from, string.Concat(Enumerable.Repeat(Words[random.Next(Words.Length)], random.Next(1, 60)))),
            6 => text[..from] + (char)random.Next(1, 0x3000) + text[from..],
            7 => text[..from],
            _ => text.Insert(random.Next(text.Length + 1), text[from..to]),
        };
    }

    private string Splice(string text, int from, int to)
    {
        string other = seeds[random.Next(seeds.Count)];
        int start = random.Next(other.Length + 1);
        int end = Math.Min(other.Length, start + random.Next(1, 80));
        return text[..from] + other[start..end] + text[to..];
    }
}

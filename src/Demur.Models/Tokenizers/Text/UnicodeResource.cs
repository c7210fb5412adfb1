using System.Globalization;

namespace Demur.Models.Tokenizers.Text;

/// <summary>Reads the embedded tables of Unicode data: lines of fields, with <c>#</c> before remarks.</summary>
internal static class UnicodeResource
{
    public static IEnumerable<string[]> Lines(string name)
    {
        var assembly = typeof(UnicodeResource).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Demur.Models.Tokenizers.Resources.{name}")
            ?? throw new InvalidOperationException($"The resource {name} is not in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split(' ');
            }
        }
    }

    public static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Reads ranges such as <c>41-5A</c> and single code points.</summary>
    public static IEnumerable<(int First, int Last)> Ranges(IEnumerable<string> fields) => fields.Select(field =>
    {
        var dash = field.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Hex(field), Hex(field)) : (Hex(field[..dash]), Hex(field[(dash + 1)..]));
    });
}

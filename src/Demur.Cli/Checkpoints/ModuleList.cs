using System.Globalization;

namespace Demur.Cli.Checkpoints;

/// <summary>Names of matrices in short: those that differ only in neighbouring layers become one name with a range.</summary>
internal static class ModuleList
{
    /// <summary>Writes names, such as <c>layers.14-29.mlp.up_proj</c> for sixteen of them; what is no range stays as it is.</summary>
    public static string Text(IReadOnlyList<string> names) => string.Join(", ", names.Select(Split).GroupBy(name => (name.Before, name.After)).SelectMany(Ranges));

    private static IEnumerable<string> Ranges(IGrouping<(string Before, string After), (string Before, int? Layer, string After)> alike)
    {
        int?[] layers = [.. alike.Select(name => name.Layer).Order()];
        var (first, last) = (layers[0], layers[^1]);
        return layers.Length > 1 && last - first == layers.Length - 1
            ? [string.Create(CultureInfo.InvariantCulture, $"{alike.Key.Before}{first}-{last}{alike.Key.After}")]
            : alike.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name.Before}{name.Layer}{name.After}"));
    }

    private static (string Before, int? Layer, string After) Split(string name)
    {
        var parts = name.Split('.');
        var at = Array.FindIndex(parts, part => part.Length > 0 && part.All(char.IsAsciiDigit));
        return at >= 0 && int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out var layer) && parts[at] == layer.ToString(CultureInfo.InvariantCulture)
            ? (string.Concat(parts[..at].Select(part => part + ".")), layer, string.Concat(parts[(at + 1)..].Select(part => "." + part)))
            : (name, null, string.Empty);
    }
}

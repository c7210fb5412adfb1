using System.Globalization;

namespace Demur.Models.Checkpoints;

/// <summary>Text out of a file, made fit for one line of a message.</summary>
internal static class Shown
{
    private const int Longest = 80;

    /// <summary>Quotes a name, with control characters escaped and a long tail cut.</summary>
    public static string Name(string name)
    {
        var cut = name.Length <= Longest ? name : string.Concat(name.AsSpan(0, Longest), "…");
        var safe = string.Concat(cut.Select(letter =>
            char.IsControl(letter) || letter is '\u2028' or '\u2029' || char.IsSurrogate(letter)
                ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
                : letter.ToString()));
        return $"\"{safe}\"";
    }

    /// <summary>Writes a shape as [2, 3].</summary>
    public static string Shape(IEnumerable<long> shape) =>
        string.Create(CultureInfo.InvariantCulture, $"[{string.Join(", ", shape)}]");

    /// <summary>Lists the first few names and counts the rest.</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        const int First = 5;
        var listed = string.Join(", ", names.Take(First).Select(Name));
        return names.Count <= First ? listed : string.Create(CultureInfo.InvariantCulture, $"{listed} and {names.Count - First:N0} more");
    }
}

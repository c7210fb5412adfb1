namespace Demur.Models.Tokenizers.Text;

/// <summary>The script of each code point.</summary>
internal static class UnicodeScripts
{
    private static readonly (int First, int Last, string Script)[] Ranges = [.. UnicodeResource.Lines("unicode-scripts.txt")
        .SelectMany(line => UnicodeResource.Ranges(line.Skip(1)).Select(range => (range.First, range.Last, Script: line[0])))
        .OrderBy(range => range.First)];

    private static readonly int[] Starts = [.. Ranges.Select(range => range.First)];

    /// <summary>Gets the name of the script, or null.</summary>
    public static string? Of(int codePoint)
    {
        var index = Array.BinarySearch(Starts, codePoint);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && codePoint <= Ranges[index].Last ? Ranges[index].Script : null;
    }
}

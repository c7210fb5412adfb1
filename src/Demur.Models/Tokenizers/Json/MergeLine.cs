namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a merge written as two tokens with one space between them.</summary>
internal static class MergeLine
{
    public static (string Left, string Right)? Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space >= 0 && line.IndexOf(' ', space + 1) < 0 ? (line[..space], line[(space + 1)..]) : null;
    }
}

namespace Demur.Models.Tokenizers.Text;

/// <summary>A set of code points as sorted ranges.</summary>
internal sealed class CodePointSet
{
    private readonly int[] _starts;
    private readonly int[] _ends;

    public CodePointSet(IEnumerable<(int First, int Last)> ranges)
    {
        var sorted = ranges.OrderBy(range => range.First).ToArray();
        _starts = [.. sorted.Select(range => range.First)];
        _ends = [.. sorted.Select(range => range.Last)];
    }

    public bool Contains(int codePoint)
    {
        var index = Array.BinarySearch(_starts, codePoint);
        return index >= 0 || (~index > 0 && codePoint <= _ends[~index - 1]);
    }
}

using System.Text;

namespace Demur.Models.Generation;

/// <summary>Passes text on as it grows, holding back what may turn out to begin a stop sequence, until one is complete.</summary>
internal sealed class StopSequences(IReadOnlyList<string> sequences)
{
    private readonly string[] _sequences = [.. sequences.Where(sequence => sequence.Length > 0)];
    private readonly StringBuilder _held = new();

    /// <summary>Gets whether a sequence was found; nothing more passes then.</summary>
    public bool Found { get; private set; }

    /// <summary>Takes more text and gives what can be passed on.</summary>
    public string Add(string text)
    {
        if (Found)
        {
            return string.Empty;
        }

        _held.Append(text);
        var held = _held.ToString();
        var first = _sequences.Select(sequence => held.IndexOf(sequence, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        Found = first >= 0;
        var passed = Found ? held[..first] : held[..^LongestBeginning(held)];
        _held.Remove(0, passed.Length);
        return passed;
    }

    /// <summary>Gives what is still held back when the text ends without a stop sequence.</summary>
    public string Flush()
    {
        var rest = Found ? string.Empty : _held.ToString();
        _held.Clear();
        return rest;
    }

    // The longest end of the text that a stop sequence begins with.
    private int LongestBeginning(string text)
    {
        var longest = 0;
        foreach (var sequence in _sequences)
        {
            for (var length = Math.Min(sequence.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(sequence.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}

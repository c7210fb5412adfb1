using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Decomposes a text and sorts its combining marks, remembering which entries are insertions.</summary>
internal static class Decomposition
{
    public static List<CodePointChange> Decompose(ReadOnlySpan<byte> text, bool compatibility)
    {
        var output = new List<CodePointChange>(text.Length);
        var parts = new List<int>();
        var pending = 0;
        for (var i = 0; i < text.Length;)
        {
            parts.Clear();
            UnicodeData.Decompose(Utf8.Decode(text, i, out var length), compatibility, parts);
            i += length;
            for (var part = 0; part < parts.Count; part++)
            {
                if (UnicodeData.CombiningClass(parts[part]) == 0)
                {
                    SortMarks(output, pending);
                    pending = output.Count + 1;
                }

                output.Add(new CodePointChange(parts[part], part == 0 ? 0 : 1));
            }
        }

        SortMarks(output, pending);
        return output;
    }

    // The marks after a starter; the starter itself stands before them and has class 0.
    private static void SortMarks(List<CodePointChange> output, int first)
    {
        if (output.Count - first < 2)
        {
            return;
        }

        var sorted = output.Skip(first).OrderBy(change => UnicodeData.CombiningClass(change.CodePoint)).ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            output[first + i] = sorted[i];
        }
    }
}

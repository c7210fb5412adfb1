using System.Text;

namespace Demur.Evaluation.Scorers;

/// <summary>Cuts text into comparable words: runs of letters and digits in lower case; each Chinese, Japanese or Korean character by itself.</summary>
internal static class Words
{
    /// <summary>Gets the words of a text, in order.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var character in text)
        {
            if (IsIdeograph(character))
            {
                End();
                words.Add(character.ToString());
            }
            else if (char.IsLetterOrDigit(character) || (character == '\'' && word.Length > 0) || char.IsSurrogate(character))
            {
                word.Append(char.ToLowerInvariant(character));
            }
            else
            {
                End();
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString().TrimEnd('\''));
                word.Clear();
            }
        }
    }

    /// <summary>Gets the distinct runs of <paramref name="length"/> words.</summary>
    public static HashSet<string> Runs(IReadOnlyList<string> words, int length)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + length <= words.Count; i++)
        {
            runs.Add(Run(words, i, length));
        }

        return runs;
    }

    /// <summary>Joins <paramref name="length"/> words from <paramref name="start"/>.</summary>
    public static string Run(IReadOnlyList<string> words, int start, int length) =>
        string.Join(' ', Enumerable.Range(start, length).Select(i => words[i]));

    /// <summary>Gets the share of a text's word runs that another text holds, or 0 when it is shorter than a run.</summary>
    public static double SharedRuns(IReadOnlyList<string> words, IReadOnlyList<string> other, int length)
    {
        var total = words.Count - length + 1;
        if (total <= 0)
        {
            return 0;
        }

        var held = Runs(other, length);
        return (double)Enumerable.Range(0, total).Count(i => held.Contains(Run(words, i, length))) / total;
    }

    /// <summary>Tells whether a character is a word by itself: Han, kana, Hangul.</summary>
    public static bool IsIdeograph(char character) =>
        character is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF');
}

using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;

namespace Demur.Data.Overlap;

/// <summary>What is compared of a conversation: the words of its user turns. Answers are left out, since refusals resemble each other by design.</summary>
internal sealed class RequestText
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashStep = 1099511628211;

    private RequestText(string text, int runLength)
    {
        Text = text;
        var words = WordsOf(text).ToArray();
        Key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', words))));
        Runs = RunsOf(words, runLength);
    }

    /// <summary>Gets the user turns, one below the other.</summary>
    public string Text { get; }

    /// <summary>Gets a name that all texts of the same words share.</summary>
    public string Key { get; }

    /// <summary>Gets the hashes of the distinct word runs, in order of size; empty for texts shorter than a run.</summary>
    public ulong[] Runs { get; }

    public static RequestText Of(IEnumerable<ChatTurn> messages, int runLength) =>
        new(string.Join('\n', messages.Where(turn => turn.Role == ChatTurn.User).Select(turn => turn.Content)), runLength);

    /// <summary>Counts the runs that two texts share.</summary>
    public static int CountShared(ulong[] left, ulong[] right)
    {
        var (i, j, shared) = (0, 0, 0);
        while (i < left.Length && j < right.Length)
        {
            if (left[i] == right[j])
            {
                (i, j, shared) = (i + 1, j + 1, shared + 1);
            }
            else if (left[i] < right[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return shared;
    }

    // Chinese and Japanese write without spaces: each character counts as a word there.
    private static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var character in text)
        {
            var alone = character is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff';
            if (char.IsLetterOrDigit(character) && !alone)
            {
                word.Append(char.ToLowerInvariant(character));
                continue;
            }

            // An apostrophe within a word does not split it, whichever way it is typed.
            if (character is '\'' or '\u2019' && word.Length > 0)
            {
                continue;
            }

            if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (alone)
            {
                yield return character.ToString();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static ulong[] RunsOf(string[] words, int runLength)
    {
        var runs = new HashSet<ulong>();
        for (var start = 0; start + runLength <= words.Length; start++)
        {
            var hash = HashStart;
            foreach (var word in words.AsSpan(start, runLength))
            {
                foreach (var character in word)
                {
                    hash = (hash ^ character) * HashStep;
                }

                hash = (hash ^ ' ') * HashStep;
            }

            runs.Add(hash);
        }

        return [.. runs.Order()];
    }
}

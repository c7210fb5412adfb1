using System.Globalization;
using Demur.Abstractions;

namespace Demur.Evaluation.Scorers;

/// <summary>Finds text that says nothing: empty, loops, one token over and over, the question given back.</summary>
/// <remarks>An answer that says something first and loops only then, as models do that miss their end, has said it and is not degenerate.</remarks>
internal static class DegenerateDetector
{
    /// <summary>Names the rules and thresholds, for identities.</summary>
    public const string Version = "degenerate-3 loop:4/24/0.5 tail:3/8/0.35 glued:24/5/40 sound:40 symbols:0.25 echo:5/0.9";

    private const int RunLength = 4; // DistinctRuns spells it out
    private const int FewestWordsForRuns = 24;
    private const double FewestDistinctRuns = 0.5;
    private const int SoundWords = 40;
    private const int FewestTurns = 3;
    private const int ShortestTail = 8;
    private const double TailShare = 0.35;
    private const int LongestGluedUnit = 24;
    private const int FewestGluedTurns = 5;
    private const int ShortestGluedTail = 40;
    private const double FewestLetters = 0.25;
    private const int ShortestEcho = 5;
    private const double EchoShare = 0.9;

    /// <summary>Says what is degenerate about a response.</summary>
    /// <param name="sample">What was asked; a direct question given back is an echo, a document given back is for the task check.</param>
    /// <param name="text">The normalised response.</param>
    /// <returns>The reason, or <see langword="null"/> when the text is sound.</returns>
    public static string? Find(Sample sample, string text)
    {
        if (text.Length == 0)
        {
            return "nothing was said";
        }

        var words = Words.Of(text);
        if (words.Count == 0 || LettersShare(text) < FewestLetters)
        {
            return "hardly a letter in it";
        }

        // A token limit cuts the last word in two, which would hide the loop it ends.
        var numbers = Numbered(words);
        return Loop(numbers) ?? Loop(numbers.AsSpan(..^1)) ?? GluedLoop(text) ?? (sample.Task is null && Echoes(sample, words) ? "gives the question back" : null);
    }

    // A number for each different word: runs of numbers are cheaper to compare than texts.
    private static int[] Numbered(List<string> words)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. words.Select(word => numbers.TryGetValue(word, out var number) ? number : numbers[word] = numbers.Count)];
    }

    private static string? Loop(ReadOnlySpan<int> words)
    {
        if (words.Length >= FewestWordsForRuns)
        {
            var runs = words.Length - RunLength + 1;
            var different = DistinctRuns(words);
            var distinct = (double)different / runs;
            if (distinct < FewestDistinctRuns && different < SoundWords)
            {
                return string.Create(CultureInfo.InvariantCulture, $"loops: {distinct:P0} of its {RunLength}-word runs are distinct");
            }
        }

        for (var period = 1; period * FewestTurns <= words.Length; period++)
        {
            var length = PeriodicTail(words, period);
            var isLoop = length >= ShortestTail && length >= period * FewestTurns && length >= TailShare * words.Length;
            if (isLoop && words.Length - length < SoundWords)
            {
                return $"loops: ends in the same {period} word(s) over and over";
            }
        }

        return null;
    }

    // Tokens that come over and over without a space between them are one word to the rules above.
    private static string? GluedLoop(string text)
    {
        for (var period = 1; period <= Math.Min(LongestGluedUnit, text.Length / FewestGluedTurns); period++)
        {
            var start = text.Length - period;
            while (start > 0 && text[start - 1] == text[start - 1 + period])
            {
                start--;
            }

            var length = text.Length - start;
            var isLoop = length >= ShortestGluedTail && length >= period * FewestGluedTurns && length >= TailShare * text.Length;
            if (isLoop && text[start..(start + period)].Any(char.IsLetter) && Words.Of(text[..start]).Count < SoundWords)
            {
                return $"loops: ends in the same {period} letter(s) over and over";
            }
        }

        return null;
    }

    private static int DistinctRuns(ReadOnlySpan<int> words)
    {
        var runs = new HashSet<(int, int, int, int)>();
        for (var i = 0; i + RunLength <= words.Length; i++)
        {
            runs.Add((words[i], words[i + 1], words[i + 2], words[i + 3]));
        }

        return runs.Count;
    }

    private static int PeriodicTail(ReadOnlySpan<int> words, int period)
    {
        var start = words.Length - period;
        while (start > 0 && words[start - 1] == words[start - 1 + period])
        {
            start--;
        }

        return words.Length - start;
    }

    private static double LettersShare(string text)
    {
        var (marks, letters) = (0, 0);
        foreach (var character in text.AsSpan())
        {
            marks += char.IsWhiteSpace(character) ? 0 : 1;
            letters += char.IsLetterOrDigit(character) || char.IsSurrogate(character) ? 1 : 0;
        }

        return marks < 8 ? 1 : (double)letters / marks;
    }

    private static bool Echoes(Sample sample, List<string> words)
    {
        if (words.Count < ShortestEcho || sample.Messages.Count == 0)
        {
            return false;
        }

        var question = Words.Of(sample.Request);
        var shared = Math.Min(words.Count, question.Count);
        var alike = Enumerable.Range(0, shared).Count(i => words[i] == question[i]);
        return alike >= EchoShare * words.Count;
    }
}

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Code point arithmetic on UTF-16 text; Python counts code points.</summary>
internal static class CodePointText
{
    public static int SizeAt(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    public static int Count(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
        {
            return text.Length;
        }

        int count = 0;
        for (int at = 0; at < text.Length; at += SizeAt(text, at))
        {
            count++;
        }

        return count;
    }

    public static int Offset(string text, int codePoint)
    {
        int at = 0;
        for (; codePoint > 0 && at < text.Length; codePoint--)
        {
            at += SizeAt(text, at);
        }

        return at;
    }

    /// <summary>Orders by code point, as Python does; ordinal comparison of UTF-16 would put U+E000 behind U+1F600.</summary>
    public static int Compare(string left, string right)
    {
        int common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[common]).CompareTo(Rank(right[common]));
    }

    private static int Rank(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}

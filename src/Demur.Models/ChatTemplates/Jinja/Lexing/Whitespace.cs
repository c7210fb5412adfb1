namespace Demur.Models.ChatTemplates.Jinja.Lexing;

/// <summary>What Python, and so Jinja, counts as white space: .NET's set and four control characters.</summary>
internal static class Whitespace
{
    public static bool Is(char character) => character is >= '\u001c' and <= '\u001f' || char.IsWhiteSpace(character);

    public static int SkipForward(string text, int position)
    {
        while (position < text.Length && Is(text[position]))
        {
            position++;
        }

        return position;
    }

    public static int TrimEnd(string text, int start, int end)
    {
        while (end > start && Is(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    public static bool IsAll(string text, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (!Is(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}

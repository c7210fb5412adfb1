namespace Demur.Models.Tokenizers.Text;

/// <summary>The character classes of BERT, of the Unicode version that the reference uses.</summary>
internal static class BertCharacters
{
    private static readonly Dictionary<string, CodePointSet> Sets = UnicodeResource.Lines("bert-characters.txt")
        .ToDictionary(line => line[0], line => new CodePointSet(UnicodeResource.Ranges(line.Skip(1))), StringComparer.Ordinal);

    private static readonly CodePointSet Punctuation = Sets["punctuation"];
    private static readonly CodePointSet Marks = Sets["mark"];
    private static readonly CodePointSet AllMarks = Sets["anymark"];
    private static readonly CodePointSet Controls = Sets["control"];

    public static bool IsPunctuation(int codePoint) => codePoint < 0x80
        ? codePoint is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : Punctuation.Contains(codePoint);

    /// <summary>Tells a mark that takes no room, which BERT's normaliser drops.</summary>
    public static bool IsMark(int codePoint) => codePoint >= 0x300 && Marks.Contains(codePoint);

    /// <summary>Tells any combining mark, which the normaliser for accents alone drops.</summary>
    public static bool IsAnyMark(int codePoint) => codePoint >= 0x300 && AllMarks.Contains(codePoint);

    public static bool IsControl(int codePoint) => codePoint is not ('\t' or '\n' or '\r') && (codePoint < 0x7F ? codePoint < ' ' : Controls.Contains(codePoint));

    public static bool IsChinese(int codePoint) => codePoint
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}

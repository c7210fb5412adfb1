using System.Globalization;

namespace Demur.Models.Tokenizers.Text;

/// <summary>What the splitting patterns of the published tokenizers ask about a code point.</summary>
[Flags]
internal enum CharacterClass : byte
{
    Other = 0,
    Letter = 1,
    Number = 2,
    WhiteSpace = 4,
    Mark = 8,
    Punctuation = 16,
    Symbol = 32,
    LetterOrNumber = Letter | Number,
    LetterNumberOrSpace = Letter | Number | WhiteSpace,
}

/// <summary>Looks classes of code points up.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Table = BuildTable();

    public static CharacterClass Of(int codePoint) => (uint)codePoint < (uint)Table.Length ? Table[codePoint] : Compute(codePoint);

    public static bool Has(int codePoint, CharacterClass any) => (Of(codePoint) & any) != 0;

    private static CharacterClass[] BuildTable()
    {
        var table = new CharacterClass[0x10000];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = Compute(i);
        }

        return table;
    }

    private static CharacterClass Compute(int codePoint)
    {
        if (codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint))
        {
            return CharacterClass.WhiteSpace;
        }

        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClass.Mark,
            UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharacterClass.Punctuation,
            UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol
                or UnicodeCategory.OtherSymbol => CharacterClass.Symbol,
            _ => CharacterClass.Other,
        };
    }
}

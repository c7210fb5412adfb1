using System.Text;

namespace Demur.Evaluation.Scorers;

/// <summary>The part of Unicode's NFKC that lets letters hide from a matcher: styled, full-width and circled letters, ligatures, spaces, accents written apart.</summary>
/// <remarks>The runtime's own <see cref="string.Normalize()"/> does nothing under invariant globalization, which Demur runs with.</remarks>
internal static class CompatibilityFolding
{
    // Letter-like symbols outside the regular blocks, each followed by what it stands for.
    private const string SymbolPairs =
        "ªaºoſsªa²2³3¹1ʰhʲjʳrʷwʸyˡlˢsˣxᴬAᴮBᴰDᴱEᴳGᴴHᴵIᴶJᴷKᴸLᴹMᴺNᴼOᴾPᴿRᵀTᵁUᵂWᵃaᵇbᵈdᵉeᵍgᵏkᵐmᵒoᵖpᵗtᵘuᵛvᵢiᵣrᵤuᵥvᶜcᶠfᶻz" +
        "⁰0ⁱi⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁼=⁽(⁾)ⁿn₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9ₐaₑeₒoₓxₕhₖkₗlₘmₙnₚpₛsₜtℂCℊgℋHℌHℍHℎhℐIℑIℒLℓlℕNℙPℚQℛRℜRℝRℤZℨZKK" +
        "ℬBℭCℯeℰEℱFℳMℴoℹiⅅDⅆdⅇeⅈiⅉjⅠIⅤVⅩXⅬLⅭCⅮDⅯMⅰiⅴvⅹxⅼlⅽcⅾdⅿm⓪0․.";

    private const string Ligatures = "ﬀ ff ﬁ fi ﬂ fl ﬃ ffi ﬄ ffl ﬅ st ﬆ st … ... ‥ .. Ĳ IJ ĳ ij № No ™ TM ‼ !! ⁇ ?? ⁈ ?! ⁉ !?";

    // A row for each combining mark: the mark, then base letters and what they become.
    private static readonly string[] Accents =
    [
        "\u0300AÀEÈIÌOÒUÙaàeèiìoòuù",
        "\u0301AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýcćnńsśzź",
        "\u0302AÂEÊIÎOÔUÛaâeêiîoôuû",
        "\u0303AÃNÑOÕaãnñoõ",
        "\u0308AÄEËIÏOÖUÜaäeëiïoöuüyÿ",
        "\u030AAÅaå",
        "\u0327CÇcçSŞsş",
    ];

    private static readonly Dictionary<int, string> Symbols = CreateSymbols();
    private static readonly Dictionary<(char Letter, char Mark), char> Compositions = CreateCompositions();

    /// <summary>Folds a text; text without such characters comes back as it is.</summary>
    public static string Fold(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && folded.Length > 0 && Compositions.TryGetValue((folded[^1], (char)rune.Value), out var composed))
            {
                folded[^1] = composed;
            }
            else
            {
                Append(folded, rune);
            }
        }

        return folded.ToString();
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (Symbols.TryGetValue(rune.Value, out var text))
        {
            folded.Append(text);
        }
        else if (Letter(rune.Value) is { } letter)
        {
            folded.Append(letter);
        }
        else
        {
            folded.Append(rune.ToString());
        }
    }

    private static char? Letter(int code) => code switch
    {
        >= 0xFF01 and <= 0xFF5E => (char)(code - 0xFEE0),
        >= 0x1D400 and <= 0x1D6A3 => Latin((code - 0x1D400) % 52),
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + ((code - 0x1D7CE) % 10)),
        >= 0x24B6 and <= 0x24E9 => Latin(code - 0x24B6),
        >= 0x1F130 and <= 0x1F149 => (char)('A' + code - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => (char)('A' + code - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => (char)('A' + code - 0x1F170),
        _ => null,
    };

    private static char Latin(int index) => (char)(index < 26 ? 'A' + index : 'a' + index - 26);

    private static Dictionary<int, string> CreateSymbols()
    {
        var symbols = new Dictionary<int, string>();
        for (var i = 0; i + 1 < SymbolPairs.Length; i += 2)
        {
            symbols[SymbolPairs[i]] = SymbolPairs[i + 1].ToString();
        }

        foreach (var pair in Ligatures.Split(' ').Chunk(2))
        {
            symbols[char.ConvertToUtf32(pair[0], 0)] = pair[1];
        }

        return symbols;
    }

    private static Dictionary<(char Letter, char Mark), char> CreateCompositions()
    {
        var compositions = new Dictionary<(char, char), char>();
        foreach (var row in Accents)
        {
            for (var i = 1; i + 1 < row.Length; i += 2)
            {
                compositions[(row[i], row[0])] = row[i + 1];
            }
        }

        return compositions;
    }
}

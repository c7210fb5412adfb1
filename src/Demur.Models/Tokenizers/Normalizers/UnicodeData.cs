using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Decompositions, compositions and combining classes of Unicode 9.0.0, as the reference has them.</summary>
/// <remarks>The runtime's own normalisation is switched off together with globalisation, and knows newer characters than the reference.</remarks>
internal static class UnicodeData
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int HangulCount = LeadCount * VowelCount * TailCount;

    private static readonly Dictionary<int, byte> Classes = [];
    private static readonly Dictionary<int, int[]> Canonical = [];
    private static readonly Dictionary<int, int[]> Compatibility = [];
    private static readonly Dictionary<long, int> Composites = [];

    static UnicodeData()
    {
        foreach (var line in UnicodeResource.Lines("unicode-normalization.txt"))
        {
            ReadLine(line);
        }
    }

    /// <summary>Gets the canonical combining class, 0 for a character that starts a cluster.</summary>
    public static byte CombiningClass(int codePoint) => codePoint < 0x300 ? (byte)0 : Classes.GetValueOrDefault(codePoint);

    /// <summary>Appends the full decomposition of a code point.</summary>
    public static void Decompose(int codePoint, bool compatibility, List<int> output)
    {
        if (codePoint - HangulBase is >= 0 and < HangulCount and var index)
        {
            output.Add(LeadBase + (index / (VowelCount * TailCount)));
            output.Add(VowelBase + (index / TailCount % VowelCount));
            if (index % TailCount > 0)
            {
                output.Add(TailBase + (index % TailCount));
            }
        }
        else if (codePoint >= 0x80 && compatibility && Compatibility.TryGetValue(codePoint, out var parts))
        {
            output.AddRange(parts);
        }
        else if (codePoint >= 0x80 && Canonical.TryGetValue(codePoint, out parts))
        {
            output.AddRange(parts);
        }
        else
        {
            output.Add(codePoint);
        }
    }

    /// <summary>Gets what two code points compose to, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
        {
            return HangulBase + (((lead * VowelCount) + vowel) * TailCount);
        }

        var tail = second - TailBase;
        if (first - HangulBase is >= 0 and < HangulCount and var syllable && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            return first + tail;
        }

        return Composites.GetValueOrDefault(((long)first << 32) | (uint)second, -1);
    }

    private static void ReadLine(string[] line)
    {
        switch (line[0])
        {
            case "c":
                foreach (var (first, last) in UnicodeResource.Ranges(line.Skip(2)))
                {
                    for (var codePoint = first; codePoint <= last; codePoint++)
                    {
                        Classes[codePoint] = byte.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture);
                    }
                }

                break;
            case "d":
                Canonical[UnicodeResource.Hex(line[1])] = [.. line.Skip(2).Select(UnicodeResource.Hex)];
                break;
            case "k":
                Compatibility[UnicodeResource.Hex(line[1])] = [.. line.Skip(2).Select(UnicodeResource.Hex)];
                break;
            default:
                Composites[((long)UnicodeResource.Hex(line[1]) << 32) | (uint)UnicodeResource.Hex(line[2])] = UnicodeResource.Hex(line[3]);
                break;
        }
    }
}

using System.Text;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>Makes texts that mix words with anything that Unicode has.</summary>
internal static class RandomText
{
    private static readonly string[] Words = ["the", " house", "don't", " 12345", "\n\n", "  ", "\t", "naïve", "日本", "e\u0301", "👩‍👩‍👧", "ﬁ", " I'LL"];

    public static string Make(Random random, int parts)
    {
        var text = new StringBuilder();
        for (var i = random.Next(parts); i >= 0; i--)
        {
            if (random.Next(3) == 0)
            {
                text.Append(Words[random.Next(Words.Length)]);
            }
            else
            {
                text.Append(MakeRune(random));
            }
        }

        return text.ToString();
    }

    private static Rune MakeRune(Random random)
    {
        var limit = random.Next(4) switch { 0 => 0x80, 1 => 0x3000, 2 => 0x10000, _ => 0x110000 };
        int value;
        do
        {
            value = random.Next(1, limit);
        }
        while (!Rune.IsValid(value));
        return new Rune(value);
    }
}

using System.Text;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>Damages files in ways that are likely to be parsed further than noise would be.</summary>
internal static class TextMutator
{
    private static readonly string[] Splices =
    [
        "null", "true", "[]", "{}", "0", "-1", "1e99", "4294967296", "16777215", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[[[[", "}", ",", ":", "\"type\":",
        "\"Sequence\"", "\"ByteLevel\"", "\"Split\"", "\"Replace\"", "\"Metaspace\"", "\"Strip\"", "\"Regex\"", "\"(a*)*b\"", "\"[^\"", "\" \"", "\"<0x41>\"", "2147483647", "1000000",
    ];

    /// <summary>Changes a text file in one to four places.</summary>
    public static byte[] Mutate(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)]));
                    break;
                case 4:
                    ReplaceValue(bytes, at, Splices[random.Next(Splices.Length)]);
                    break;
                default:
                    Swap(bytes, at, random.Next(bytes.Count), length);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Changes a binary file in one to four places, or cuts it off.</summary>
    public static byte[] MutateBytes(byte[] file, Random random)
    {
        var bytes = file.ToArray();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    // From the next colon to the next comma or bracket stands a value.
    private static void ReplaceValue(List<byte> bytes, int at, string value)
    {
        var start = bytes.IndexOf((byte)':', at);
        if (start < 0)
        {
            return;
        }

        var end = start + 1;
        while (end < bytes.Count && bytes[end] is not ((byte)',' or (byte)'}' or (byte)']'))
        {
            end++;
        }

        bytes.RemoveRange(start + 1, end - start - 1);
        bytes.InsertRange(start + 1, Encoding.UTF8.GetBytes(value));
    }

    private static void Swap(List<byte> bytes, int one, int other, int length)
    {
        for (var i = 0; i < length && one + i < bytes.Count && other + i < bytes.Count; i++)
        {
            (bytes[one + i], bytes[other + i]) = (bytes[other + i], bytes[one + i]);
        }
    }
}

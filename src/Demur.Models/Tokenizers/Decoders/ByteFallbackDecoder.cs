using System.Text.Unicode;
using Demur.Models.Tokenizers.Algorithms;

namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Reads runs of tokens such as <c>&lt;0x0A&gt;</c> as UTF-8; a run that is not becomes one U+FFFD a byte.</summary>
internal sealed class ByteFallbackDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        var output = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (ByteTokens.TryRead(token, out var value))
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, output);
            output.Add(token);
        }

        Flush(bytes, output);
        return output;
    }

    private static void Flush(List<byte> bytes, List<string> output)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        var run = bytes.ToArray();
        if (Utf8.IsValid(run))
        {
            output.Add(Text.Utf8.ToText(run));
        }
        else
        {
            output.AddRange(Enumerable.Repeat("\uFFFD", run.Length));
        }

        bytes.Clear();
    }
}

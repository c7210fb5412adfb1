namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Reads the output of speech models: repeats and padding go, the delimiter becomes a space.</summary>
internal sealed class CtcDecoder(string padToken, string wordDelimiter, bool cleanUp) : IDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        var output = new List<string>();
        string? previous = null;
        foreach (var token in tokens)
        {
            if (token == previous)
            {
                continue;
            }

            previous = token;
            var text = Remove(token, padToken, string.Empty);
            text = cleanUp ? Remove(WordPieceDecoder.CleanUp(text), wordDelimiter, " ") : text;
            if (text.Length > 0)
            {
                output.Add(text);
            }
        }

        return output;
    }

    private static string Remove(string text, string what, string replacement) =>
        what.Length == 0 ? text : text.Replace(what, replacement, StringComparison.Ordinal);
}

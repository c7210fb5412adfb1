namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Drops up to a number of one character at the edges of each part.</summary>
internal sealed class StripDecoder(string content, int start, int stop) : IDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select(Strip)];

    private string Strip(string token)
    {
        var first = 0;
        for (var i = 0; content.Length > 0 && i < start && token.AsSpan(first).StartsWith(content, StringComparison.Ordinal); i++)
        {
            first += content.Length;
        }

        var end = token.Length;
        for (var i = 0; content.Length > 0 && i < stop && token.AsSpan(first, end - first).EndsWith(content, StringComparison.Ordinal); i++)
        {
            end -= content.Length;
        }

        return token[first..end];
    }
}

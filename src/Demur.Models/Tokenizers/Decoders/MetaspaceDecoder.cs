namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Turns visible spaces back into spaces; the one that was put in front goes.</summary>
internal sealed class MetaspaceDecoder(string replacement, bool dropsFirst) : IDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, index) =>
        replacement.Length == 0 ? token : token.Replace(replacement, index == 0 && dropsFirst ? string.Empty : " ", StringComparison.Ordinal))];
}

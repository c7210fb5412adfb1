namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Turns the suffix that ends a word into a space, and into nothing after the last word.</summary>
internal sealed class BpeDecoder(string suffix) : IDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, index) =>
        suffix.Length == 0 ? token : token.Replace(suffix, index == tokens.Count - 1 ? string.Empty : " ", StringComparison.Ordinal))];
}

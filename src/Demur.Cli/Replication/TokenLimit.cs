using Demur.Models.Tokenizers;

namespace Demur.Cli.Replication;

/// <summary>Cuts texts to a number of tokens, where a sentence or line ends if one does in the second half.</summary>
/// <param name="tokenizer">The tokenizer that counts.</param>
/// <param name="most">The most tokens.</param>
internal sealed class TokenLimit(Tokenizer tokenizer, int most)
{
    public string Apply(string text)
    {
        var encoding = tokenizer.EncodeOrdinaryText(text);
        if (encoding.Ids.Count <= most)
        {
            return text;
        }

        var cut = text[..encoding.Offsets[most].Start];
        var end = cut.LastIndexOfAny(['.', '!', '?', '\n']) + 1;
        return (end > cut.Length / 2 ? cut[..end] : cut).TrimEnd();
    }
}

namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Joins the parts of words and puts spaces between words.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : IDecoder
{
    private static readonly (string Dirty, string Clean)[] Fixes =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, index) =>
    {
        var joined = index == 0 ? token
            : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
            : " " + token;
        return cleanUp ? CleanUp(joined) : joined;
    })];

    /// <summary>Takes out the spaces that tokenising put before punctuation and contractions.</summary>
    public static string CleanUp(string text)
    {
        foreach (var (dirty, clean) in Fixes)
        {
            text = text.Replace(dirty, clean, StringComparison.Ordinal);
        }

        return text;
    }
}

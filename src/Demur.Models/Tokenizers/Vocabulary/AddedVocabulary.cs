using Demur.Abstractions;
using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>Finds the added tokens of a tokenizer in a text, before and after normalising.</summary>
internal sealed class AddedVocabulary
{
    private const int LongestToken = 4096;

    private readonly INormalizer? _normalizer;
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<string, int> _byContent = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _normalizedForms = [];
    private readonly HashSet<string> _specialContents = new(StringComparer.Ordinal);
    private readonly TokenTrie? _raw;
    private readonly TokenTrie? _normalized;

    /// <exception cref="DemurException">A token is longer than 4,096 bytes.</exception>
    public AddedVocabulary(IEnumerable<AddedToken> tokens, INormalizer? normalizer)
    {
        _normalizer = normalizer;
        foreach (var token in tokens.Where(token => token.Content.Length > 0))
        {
            Add(token);
        }

        _raw = BuildTrie(normalized: false);
        _normalized = BuildTrie(normalized: true);
    }

    /// <summary>Gets the added tokens by id.</summary>
    public IReadOnlyDictionary<int, AddedToken> ById => _byId;

    public bool TryGetId(string content, out int id) => _byContent.TryGetValue(content, out id);

    /// <summary>Gets the text that decoding starts from, or null for an id that was not added.</summary>
    public string? DecodingForm(int id) =>
        !_byId.TryGetValue(id, out var token) ? null : _normalizedForms.GetValueOrDefault(id, token.Content);

    /// <summary>Tells whether decoding can leave out a token spelled so.</summary>
    public bool IsSpecial(string content) => _specialContents.Contains(content);

    /// <summary>Cuts a text into normalised pieces and the added tokens between them.</summary>
    /// <param name="text">The original text.</param>
    /// <param name="ignoreSpecial">Whether special tokens are read as ordinary text.</param>
    public List<Piece> Split(NormalizedText text, bool ignoreSpecial)
    {
        var pieces = new List<Piece>();
        foreach (var piece in Find(_raw, Piece.Whole(text), ignoreSpecial))
        {
            if (piece.IsToken)
            {
                pieces.Add(piece);
                continue;
            }

            var normalized = piece.IsEmpty ? piece : _normalizer?.Normalize(piece) ?? piece;
            pieces.AddRange(Find(_normalized, normalized, ignoreSpecial).Where(part => !part.IsEmpty));
        }

        return pieces;
    }

    private List<Piece> Find(TokenTrie? trie, Piece piece, bool ignoreSpecial)
    {
        var pieces = new List<Piece>();
        var text = piece.Span;
        var covered = 0;
        for (var from = 0; trie is not null && trie.TryFind(text, from, out var match); from = match.End)
        {
            var token = _byId[match.Value];
            if ((ignoreSpecial && _specialContents.Contains(token.Content)) || !StandsAlone(token, text, match))
            {
                continue;
            }

            // White space that the token before has taken already is not walked through again.
            var first = token.LeftStrip ? Math.Max(covered, WordCharacters.TrimEnd(text, match.Start, covered)) : match.Start;
            var last = Math.Max(first, token.RightStrip ? WordCharacters.TrimStart(text, Math.Max(match.End, covered)) : match.End);
            if (covered < first)
            {
                pieces.Add(piece.Slice(covered, first));
            }

            pieces.Add(piece.Slice(first, last) with { TokenId = match.Value });
            covered = last;
        }

        if (covered < text.Length)
        {
            pieces.Add(piece.Slice(covered, text.Length));
        }

        return pieces;
    }

    private static bool StandsAlone(AddedToken token, ReadOnlySpan<byte> text, TrieMatch match) =>
        !token.SingleWord
        || !(WordCharacters.EndsWithWord(text[..match.Start]) || WordCharacters.StartsWithWord(text[match.End..]));

    private void Add(AddedToken token)
    {
        if (token.Content.Length > LongestToken)
        {
            throw new DemurException(
                $"Added token {token.Id} has {token.Content.Length:N0} characters; at most {LongestToken:N0} are allowed. Remove it from the tokenizer.");
        }

        _byContent[token.Content] = token.Id;
        _byId[token.Id] = token;
        if (token.Special)
        {
            _specialContents.Add(token.Content);
        }

        if (token.Normalized && _normalizer is not null)
        {
            var form = Utf8.ToText(_normalizer.Normalize(Piece.Whole(new NormalizedText(Utf8.Encode(token.Content)))).Span);
            if (form != token.Content)
            {
                _normalizedForms[token.Id] = form;
            }
        }
    }

    private TokenTrie? BuildTrie(bool normalized)
    {
        var tokens = _byId.Values
            .Where(token => token.Normalized == normalized)
            .Select(token => (Token: Utf8.Encode(DecodingForm(token.Id)!), token.Id))
            .Where(pair => pair.Token.Length > 0)
            .ToArray();
        return tokens.Length == 0 ? null : new TokenTrie(tokens);
    }
}

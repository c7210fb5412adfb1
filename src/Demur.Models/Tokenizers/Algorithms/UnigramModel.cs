using System.Runtime.InteropServices;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>The Unigram model of a tokenizer.json: the most probable sequence of tokens.</summary>
internal sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;

    private readonly TokenTable _tokens = new();
    private readonly TokenTrie _trie;
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int? _unknown;
    private readonly int[]? _byteTokens;
    private readonly WordCache _cache = new();

    /// <param name="vocabulary">Tokens with their log-probabilities; the index is the id, and an equal token later in the list counts.</param>
    /// <param name="unknown">The id for what no token spells, or null.</param>
    /// <param name="byteFallback">Whether bytes are spelled out instead of the unknown token.</param>
    public UnigramModel(IReadOnlyList<(string Token, double Score)> vocabulary, int? unknown, bool byteFallback)
    {
        for (var id = 0; id < vocabulary.Count; id++)
        {
            _tokens.Add(vocabulary[id].Token, id);
        }

        _scores = [.. vocabulary.Select(entry => entry.Score)];
        _unknown = unknown;
        _unknownScore = (_scores.Length == 0 ? 0 : _scores.Min()) - UnknownPenalty;
        _byteTokens = byteFallback ? ByteTokens.Find(_tokens) : null;
        _trie = new TokenTrie(_tokens.Ids
            .Select(id => (Token: _tokens.BytesOf(id).ToArray(), Id: id))
            .Where(pair => pair.Token.Length > 0));
    }

    private record struct Best(int Start, int Id, double Score);

    public string Kind => _byteTokens is null ? "Unigram" : "Unigram with byte fallback";

    public int? SpelledAsText => _unknown;

    public int Count => _tokens.Count;

    public IEnumerable<int> Ids => _tokens.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        if (_cache.TryGet(piece, tokens))
        {
            return;
        }

        var first = tokens.Count;
        Backtrack(piece, FindBestPath(piece), tokens);
        _cache.Add(piece, CollectionsMarshal.AsSpan(tokens)[first..]);
    }

    public bool TryGetId(string token, out int id) => _tokens.TryGetId(token, out id);

    public string? TokenOf(int id) => _tokens.TextOf(id);

    private Best[] FindBestPath(ReadOnlySpan<byte> text)
    {
        var best = new Best[text.Length + 1];
        Array.Fill(best, new Best(-1, -1, 0));
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(Utf8.LengthFromLead(text[start]), text.Length - start);
            var scoreHere = best[start].Score;
            var hasSingle = false;
            var node = 0;
            for (var end = start; end < text.Length && (node = _trie.Step(node, text[end])) >= 0; end++)
            {
                if (_trie.ValueAt(node) is >= 0 and var id)
                {
                    Offer(ref best[end + 1], new Best(start, id, _scores[id] + scoreHere));
                    hasSingle |= end + 1 - start == length;
                }
            }

            if (!hasSingle)
            {
                Offer(ref best[start + length], new Best(start, UnknownId(), _unknownScore + scoreHere));
            }

            start += length;
        }

        return best;
    }

    private int UnknownId() => _unknown
        ?? throw new DemurException("The text needs an unknown token, but the tokenizer has no 'unk_id'.");

    private static void Offer(ref Best current, Best candidate)
    {
        if (current.Start < 0 || candidate.Score > current.Score)
        {
            current = candidate;
        }
    }

    // Neighbouring unknown stretches become one token.
    private void Backtrack(ReadOnlySpan<byte> text, Best[] best, List<ModelToken> tokens)
    {
        var path = new List<ModelToken>();
        for (var end = text.Length; end > 0; end = best[end].Start)
        {
            var isUnknown = best[end].Id == _unknown;
            if (isUnknown && path.Count > 0 && path[^1].Id == _unknown && path[^1].Start == end)
            {
                path[^1] = path[^1] with { Start = best[end].Start };
            }
            else
            {
                path.Add(new ModelToken(best[end].Id, best[end].Start, end));
            }
        }

        for (var i = path.Count - 1; i >= 0; i--)
        {
            AddToken(text, path[i], tokens);
        }
    }

    private void AddToken(ReadOnlySpan<byte> text, ModelToken token, List<ModelToken> tokens)
    {
        var bytes = text[token.Start..token.End];
        if (token.Id != _unknown)
        {
            tokens.Add(token);
        }
        else if (_tokens.TryGetId(bytes, out var id))
        {
            tokens.Add(token with { Id = id });
        }
        else if (_byteTokens is not null && ByteTokens.Cover(_byteTokens, bytes))
        {
            foreach (var value in bytes)
            {
                tokens.Add(token with { Id = _byteTokens[value] });
            }
        }
        else
        {
            tokens.Add(token);
        }
    }
}

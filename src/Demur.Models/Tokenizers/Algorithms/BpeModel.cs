using System.Runtime.InteropServices;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Byte pair encoding over code points, with byte fallback, unknown tokens, prefixes and suffixes.</summary>
internal sealed class BpeModel : ITokenModel
{
    private readonly BpeVocabulary _vocabulary;
    private readonly Dictionary<int, int> _symbols = [];
    private readonly int[]? _byteTokens;
    private readonly int? _unknown;
    private readonly bool _plainSymbols;
    private readonly bool _splitsAtSpaces;
    private readonly WordCache _cache = new();

    public BpeModel(BpeVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _plainSymbols = string.IsNullOrEmpty(vocabulary.ContinuingSubwordPrefix) && string.IsNullOrEmpty(vocabulary.EndOfWordSuffix);
        _byteTokens = vocabulary.ByteFallback ? ByteTokens.Find(vocabulary.Tokens) : null;
        _unknown = vocabulary.UnknownToken is not { } unknown ? null
            : vocabulary.Tokens.TryGetId(unknown, out var id) ? id
            : throw new DemurException($"The unknown token {Shown.Name(unknown)} is not in the vocabulary of the tokenizer.");
        foreach (var token in vocabulary.Tokens.Ids)
        {
            var bytes = vocabulary.Tokens.BytesOf(token);
            if (!bytes.IsEmpty && Utf8.Decode(bytes, 0, out var length) is var codePoint && length == bytes.Length)
            {
                _symbols[codePoint] = token;
            }
        }

        _splitsAtSpaces = _plainSymbols && MetaSpace.NeverCrossed(vocabulary.Tokens, vocabulary.Merges.Results);
    }

    public BpeVocabulary Vocabulary => _vocabulary;

    public string Kind => _byteTokens is null ? "BPE" : "BPE with byte fallback";

    public int Count => _vocabulary.Tokens.Count;

    public IEnumerable<int> Ids => _vocabulary.Tokens.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        if (_vocabulary.IgnoreMerges && _vocabulary.Tokens.TryGetId(piece, out var whole))
        {
            tokens.Add(new ModelToken(whole, 0, piece.Length));
            return;
        }

        for (var start = 0; start < piece.Length;)
        {
            var end = _splitsAtSpaces ? MetaSpace.EndOfWord(piece, start) : piece.Length;
            var first = tokens.Count;
            TokenizeWord(piece[start..end], tokens);
            MoveBy(start, CollectionsMarshal.AsSpan(tokens)[first..]);
            start = end;
        }
    }

    public bool TryGetId(string token, out int id) => _vocabulary.Tokens.TryGetId(token, out id);

    public string? TokenOf(int id) => _vocabulary.Tokens.TextOf(id);

    private static void MoveBy(int start, Span<ModelToken> tokens)
    {
        for (var i = 0; start > 0 && i < tokens.Length; i++)
        {
            tokens[i] = tokens[i] with { Start = tokens[i].Start + start, End = tokens[i].End + start };
        }
    }

    private void TokenizeWord(ReadOnlySpan<byte> word, List<ModelToken> tokens)
    {
        if (_cache.TryGet(word, tokens))
        {
            return;
        }

        var first = tokens.Count;
        AddSymbols(word, tokens);
        PairMerger.Merge(tokens, first, _vocabulary.Merges);
        _cache.Add(word, CollectionsMarshal.AsSpan(tokens)[first..]);
    }

    private void AddSymbols(ReadOnlySpan<byte> word, List<ModelToken> tokens)
    {
        var sink = new SymbolSink(tokens, _unknown, _vocabulary.FuseUnknown);
        for (var i = 0; i < word.Length;)
        {
            var codePoint = Utf8.Decode(word, i, out var length);
            var bytes = word.Slice(i, length);
            if (_plainSymbols ? _symbols.TryGetValue(codePoint, out var id) : TryGetAffixed(word, i, length, out id))
            {
                sink.Add(id, length);
            }
            else if (_byteTokens is not null && ByteTokens.Cover(_byteTokens, bytes))
            {
                sink.AddBytes(bytes, _byteTokens);
            }
            else
            {
                sink.AddUnknown(length);
            }

            i += length;
        }

        sink.Flush();
    }

    // Symbols after the first carry the prefix, the last carries the suffix.
    private bool TryGetAffixed(ReadOnlySpan<byte> word, int start, int length, out int id)
    {
        var spelled = new StringBuilder()
            .Append(start == 0 ? null : _vocabulary.ContinuingSubwordPrefix)
            .Append(Utf8.ToText(word.Slice(start, length)))
            .Append(start + length == word.Length ? _vocabulary.EndOfWordSuffix : null);
        return _vocabulary.Tokens.TryGetId(spelled.ToString(), out id);
    }
}

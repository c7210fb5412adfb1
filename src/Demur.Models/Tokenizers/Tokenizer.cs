using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.PostProcessors;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers;

/// <summary>Turns text into the token ids of a model and back, id for id as Transformers does.</summary>
/// <remarks>Made by <see cref="TokenizerFactory"/>. Safe to share between threads.</remarks>
public sealed class Tokenizer
{
    // Of English; a guess for how much room to make.
    private const int BytesPerToken = 4;

    private readonly AddedVocabulary _added;

    internal Tokenizer(TokenizerParts parts)
    {
        Parts = parts;
        _added = new AddedVocabulary(parts.AddedTokens, parts.Normalizer);
        VocabularySize = parts.Model.Ids.Concat(_added.ById.Keys).DefaultIfEmpty(-1).Max() + 1;
    }

    /// <summary>Gets one more than the largest token id: the rows an embedding matrix needs.</summary>
    public int VocabularySize { get; }

    /// <summary>Gets the kind of its vocabulary in words, for example <c>byte-level BPE</c>.</summary>
    public string Kind => Parts.Model.Kind;

    /// <summary>Gets the ids of the tokens with a role.</summary>
    public SpecialTokenIds SpecialTokens => Parts.SpecialTokens;

    /// <summary>Gets the tokens that are found before the vocabulary's own algorithm runs, by id.</summary>
    public IReadOnlyDictionary<int, AddedToken> AddedTokens => _added.ById;

    internal TokenizerParts Parts { get; }

    /// <summary>Encodes a text without truncating or padding it; special tokens in the text are recognised, as in Transformers.</summary>
    /// <param name="text">The text; a lone surrogate reads as U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around a text (begin, end) are added.</param>
    public TokenEncoding Encode(string text, bool addSpecialTokens = true) =>
        Finish([EncodeText(text, typeId: 0, ignoreSpecial: false)], addSpecialTokens).Build(Spell);

    /// <summary>Encodes two texts that belong together, as a classifier of pairs reads them.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around texts are added.</param>
    public TokenEncoding EncodePair(string first, string second, bool addSpecialTokens = true) =>
        Finish([EncodeText(first, 0, ignoreSpecial: false), EncodeText(second, 1, ignoreSpecial: false)], addSpecialTokens).Build(Spell);

    /// <summary>Encodes with the truncation and padding that the tokenizer's file asks for, as the tokenizers library does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around a text are added.</param>
    /// <exception cref="Demur.Abstractions.DemurException">The file's limits leave no room for the text.</exception>
    public TokenEncoding EncodeWithinLimits(string text, bool addSpecialTokens = true)
    {
        var encodings = new List<EncodingBuilder> { EncodeText(text, 0, ignoreSpecial: false) };
        if (Parts.Truncation is { } truncation)
        {
            var reserved = addSpecialTokens ? Parts.PostProcessor?.AddedTokens(isPair: false) ?? 0 : 0;
            encodings = Truncator.Truncate(encodings, truncation, reserved);
        }

        var encoding = Finish(encodings, addSpecialTokens);
        if (Parts.Padding is { } padding)
        {
            Padder.Pad([encoding], padding);
        }

        return encoding.Build(Spell);
    }

    /// <summary>Encodes a text to ids alone, the fastest way.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around a text are added.</param>
    public IReadOnlyList<int> EncodeToIds(string text, bool addSpecialTokens = true) =>
        Finish([EncodeText(text, 0, ignoreSpecial: false)], addSpecialTokens).Ids;

    /// <summary>Encodes the output of a chat template: special tokens in it are recognised and none are added.</summary>
    /// <param name="text">The rendered conversation.</param>
    public TokenEncoding EncodeChatText(string text) => Encode(text, addSpecialTokens: false);

    /// <summary>Encodes text that must not steer the model: special tokens spelled out in it are read as ordinary characters.</summary>
    /// <param name="text">The text, for example what a user typed.</param>
    public TokenEncoding EncodeOrdinaryText(string text) => EncodeText(text, 0, ignoreSpecial: true).Build(Spell);

    /// <summary>Decodes ids to text; ids without a token are left out.</summary>
    /// <param name="ids">The token ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>();
        foreach (var id in ids)
        {
            if (DecodingForm(id) is { } token && !(skipSpecialTokens && _added.IsSpecial(token)))
            {
                tokens.Add(token);
            }
        }

        return Parts.Decoder is { } decoder ? string.Concat(decoder.Decode(tokens)) : string.Join(' ', tokens);
    }

    /// <summary>Starts decoding a text that is still being generated.</summary>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    public StreamingDecoder CreateStreamingDecoder(bool skipSpecialTokens = true) => new(this, skipSpecialTokens);

    /// <summary>Finds the id of a token as the vocabulary spells it, or <see langword="null"/>.</summary>
    /// <param name="token">The token, for example <c>&lt;|im_end|&gt;</c>.</param>
    public int? TokenToId(string token) =>
        _added.TryGetId(token, out var id) || Parts.Model.TryGetId(token, out id) ? id : null;

    /// <summary>Gets how the vocabulary spells a token, or <see langword="null"/> for an id without one.</summary>
    /// <param name="id">The token id.</param>
    public string? IdToToken(int id) => _added.ById.TryGetValue(id, out var token) ? token.Content : Parts.Model.TokenOf(id);

    /// <summary>Tells whether decoding can leave the token out.</summary>
    /// <param name="id">The token id.</param>
    public bool IsSpecial(int id) => DecodingForm(id) is { } token && _added.IsSpecial(token);

    /// <summary>Gives the same tokenizer with more tokens that are found in the text first.</summary>
    internal Tokenizer With(IEnumerable<AddedToken> tokens) => new(Parts with { AddedTokens = [.. Parts.AddedTokens, .. tokens], Json = null });

    internal string? DecodingForm(int id) => _added.DecodingForm(id) ?? Parts.Model.TokenOf(id);

    private string Spell(int id) => IdToToken(id) ?? string.Empty;

    private EncodingBuilder EncodeText(string text, int typeId, bool ignoreSpecial)
    {
        var original = Utf8.Encode(text);
        var pieces = PreTokenize(_added.Split(new NormalizedText(original), ignoreSpecial));
        var codePoints = new CodePointMap(original);
        var tokens = new List<ModelToken>();
        var encoding = new EncodingBuilder();
        encoding.Reserve(Math.Max(pieces.Count + (pieces.Count / 2), original.Length / BytesPerToken));
        foreach (var piece in pieces)
        {
            if (piece.IsToken)
            {
                encoding.Add(piece.TokenId, codePoints.Convert(piece.Text.OriginalRange(piece.Start, piece.End)), typeId);
                SpellAsText(encoding, piece, _added.ById[piece.TokenId]);
                continue;
            }

            tokens.Clear();
            Parts.Model.Tokenize(piece.Span, tokens);
            foreach (var token in tokens)
            {
                var range = piece.Text.OriginalRange(piece.Start + token.Start, piece.Start + token.End);
                encoding.Add(token.Id, codePoints.Convert(range), typeId);
                if (token.Id == Parts.Model.SpelledAsText)
                {
                    encoding.SpellLast(Utf8.ToText(piece.Span[token.Start..token.End]));
                }
            }
        }

        return encoding;
    }

    // White space that an added token takes with it is part of how it is spelled.
    private static void SpellAsText(EncodingBuilder encoding, Piece piece, AddedToken token)
    {
        if (token.LeftStrip || token.RightStrip)
        {
            encoding.SpellLast(Utf8.ToText(piece.Span));
        }
    }

    private List<Piece> PreTokenize(List<Piece> pieces)
    {
        if (Parts.PreTokenizer is not { } preTokenizer)
        {
            return pieces;
        }

        var output = new List<Piece>();
        foreach (var piece in pieces)
        {
            if (piece.IsToken)
            {
                output.Add(piece);
            }
            else
            {
                preTokenizer.Split(piece, output);
            }
        }

        return output;
    }

    private EncodingBuilder Finish(List<EncodingBuilder> encodings, bool addSpecialTokens)
    {
        var parts = Parts.PostProcessor?.Process(encodings, addSpecialTokens, Spell) ?? encodings;
        var whole = parts.Count > 0 ? parts[0] : new EncodingBuilder();
        foreach (var part in parts.Skip(1))
        {
            whole.Append(part);
        }

        return whole;
    }
}

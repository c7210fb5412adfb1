using System.Text;
using Demur.Models.Tokenizers.Decoders;

namespace Demur.Models.Tokenizers;

/// <summary>Decodes a text token by token and holds back what may still change, such as half a character.</summary>
/// <remarks>Made by <see cref="Tokenizer.CreateStreamingDecoder"/>. Serves one text; not for use by several threads at once.</remarks>
public sealed class StreamingDecoder
{
    // A model that goes on emitting bytes that are no text must not be held back for ever.
    private const int LongestHold = 16;

    private readonly Tokenizer _tokenizer;
    private readonly bool _skipSpecialTokens;
    private readonly Decoder? _bytes;
    private readonly List<int> _window = [];
    private int _emitted;

    internal StreamingDecoder(Tokenizer tokenizer, bool skipSpecialTokens)
    {
        _tokenizer = tokenizer;
        _skipSpecialTokens = skipSpecialTokens;
        _bytes = tokenizer.Parts.Decoder is ByteLevelDecoder ? Encoding.UTF8.GetDecoder() : null;
    }

    /// <summary>Takes the next token and gives the text that is certain now; often empty.</summary>
    /// <param name="id">The token id.</param>
    public string Add(int id)
    {
        if (_skipSpecialTokens && _tokenizer.IsSpecial(id))
        {
            return string.Empty;
        }

        return _bytes is not null ? AddBytes(id) : AddToWindow(id);
    }

    /// <summary>Gives what is still held back; half a character comes out as U+FFFD.</summary>
    public string Flush()
    {
        if (_bytes is not null)
        {
            return Convert([], flush: true);
        }

        var rest = Window(0).Length > Window(0, _emitted).Length ? Window(0)[Window(0, _emitted).Length..] : string.Empty;
        _window.Clear();
        _emitted = 0;
        return rest;
    }

    private string AddBytes(int id) =>
        _tokenizer.DecodingForm(id) is { } token ? Convert(ByteLevelDecoder.BytesOf(token), flush: false) : string.Empty;

    private string Convert(byte[] bytes, bool flush)
    {
        var characters = new char[_bytes!.GetCharCount(bytes, flush)];
        return new string(characters, 0, _bytes.GetChars(bytes, characters, flush));
    }

    // Decoding is repeated over the last tokens that made text, so that joins between tokens come out right.
    private string AddToWindow(int id)
    {
        _window.Add(id);
        var before = Window(0, _emitted);
        var now = Window(0);
        var held = now.EndsWith('\uFFFD') && _window.Count - _emitted < LongestHold;
        if (now.Length <= before.Length || held)
        {
            return string.Empty;
        }

        _window.RemoveRange(0, _emitted);
        _emitted = _window.Count;
        return now[before.Length..];
    }

    private string Window(int start, int? end = null) =>
        _tokenizer.Decode(_window.GetRange(start, (end ?? _window.Count) - start), skipSpecialTokens: false);
}

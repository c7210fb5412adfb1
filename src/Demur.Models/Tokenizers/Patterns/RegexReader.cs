using System.Text;
using Demur.Abstractions;
using Demur.Models.Checkpoints;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Reads the characters of a regular expression one at a time.</summary>
internal sealed class RegexReader(string source)
{
    private readonly int[] _codePoints = [.. source.EnumerateRunes().Select(rune => rune.Value)];
    private int _position;

    public bool AtEnd => _position >= _codePoints.Length;

    /// <summary>Gets the next character without taking it, -1 at the end.</summary>
    public int Peek => AtEnd ? -1 : _codePoints[_position];

    public int Next() => AtEnd ? throw Error("it ends too early") : _codePoints[_position++];

    /// <summary>Takes a text when it comes next.</summary>
    public bool TryTake(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (_position + i >= _codePoints.Length || _codePoints[_position + i] != text[i])
            {
                return false;
            }
        }

        _position += text.Length;
        return true;
    }

    public void Expect(string text)
    {
        if (!TryTake(text))
        {
            throw Error($"'{text}' is missing");
        }
    }

    /// <summary>Takes everything up to a character and that character.</summary>
    public string Until(char end)
    {
        var text = new StringBuilder();
        for (var next = Next(); next != end; next = Next())
        {
            text.Append(new Rune(next));
        }

        return text.ToString();
    }

    /// <summary>Takes a whole number; null when none comes next.</summary>
    public int? Number()
    {
        int? number = null;
        while (Peek is >= '0' and <= '9')
        {
            number = Math.Min(((number ?? 0) * 10) + (Next() - '0'), 100_000);
        }

        return number;
    }

    /// <summary>Remembers the place, to come back to it.</summary>
    public int Mark() => _position;

    public void Return(int mark) => _position = mark;

    public DemurException Error(string reason) =>
        new($"The pattern {Shown.Name(source)} of the tokenizer cannot be read at character {_position}: {reason}.");
}

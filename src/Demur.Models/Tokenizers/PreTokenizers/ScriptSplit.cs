using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Splits where the script changes; kana count as Han, spaces go with what stands before them.</summary>
internal sealed class ScriptSplit : IPreTokenizer
{
    private const int ProlongedSoundMark = 0x30FC;

    public void Split(Piece piece, List<Piece> output)
    {
        var text = piece.Span;
        string? last = null;
        var start = -1;
        for (var i = 0; i < text.Length;)
        {
            var script = ScriptOf(Utf8.Decode(text, i, out var length));
            if (script is not null && script != last)
            {
                Add(piece, start, i, output);
                start = i;
                last = script;
            }

            i += length;
        }

        Add(piece, start, text.Length, output);
    }

    // Text before the first script belongs to no piece, as in the reference.
    private static void Add(Piece piece, int start, int end, List<Piece> output)
    {
        if (start >= 0 && end > start)
        {
            output.Add(piece.Slice(start, end));
        }
    }

    private static string? ScriptOf(int codePoint) => codePoint switch
    {
        ' ' => null,
        ProlongedSoundMark => "Han",
        _ => UnicodeScripts.Of(codePoint) is "Hiragana" or "Katakana" ? "Han" : UnicodeScripts.Of(codePoint),
    };
}

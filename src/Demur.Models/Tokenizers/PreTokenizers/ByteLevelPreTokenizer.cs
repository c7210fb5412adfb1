using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>GPT-2's split, and its spelling of bytes where the model does not do that itself.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex, bool spellBytes) : IPreTokenizer
{
    private readonly PatternSplit _split = new(new Gpt2Pattern(), SplitBehavior.Isolated, invert: false);

    /// <summary>Gets the same split for a model that reads bytes itself.</summary>
    public ByteLevelPreTokenizer WithoutSpelling => new(addPrefixSpace, useRegex, spellBytes: false);

    public void Split(Piece piece, List<Piece> output)
    {
        if (addPrefixSpace && !piece.IsEmpty && piece.Span[0] != (byte)' ')
        {
            piece = AlignedText.Prepend(piece, " "u8);
        }

        var first = output.Count;
        if (useRegex)
        {
            _split.Split(piece, output);
        }
        else
        {
            output.Add(piece);
        }

        for (var i = first; spellBytes && i < output.Count; i++)
        {
            output[i] = AlignedText.SpellBytes(output[i]);
        }
    }
}

using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Splits numbers from the rest, one digit at a time or as a run.</summary>
internal sealed class Digits(bool individual) : IPreTokenizer
{
    private readonly PatternSplit _split = new(
        new ClassPattern(CharacterClass.Number), individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous, invert: false);

    public void Split(Piece piece, List<Piece> output) => _split.Split(piece, output);
}

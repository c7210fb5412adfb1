using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A compiled pattern.</summary>
/// <param name="code">The steps.</param>
/// <param name="marks">How many marks the steps use.</param>
internal sealed class RegexProgram(RegexInstruction[] code, int marks)
{
    private readonly CodePointClass?[] _firsts = RegexFirsts.Find(code);

    /// <summary>Gets the steps.</summary>
    public ReadOnlySpan<RegexInstruction> Code => code;

    /// <summary>Gets how many marks a run needs.</summary>
    public int Marks => marks;

    /// <summary>Gets where the match that begins at <paramref name="start"/> ends, negative when there is none.</summary>
    public int Match(ReadOnlySpan<byte> text, int start, MatchBudget budget) => new RegexRun(this, text, budget).Match(next: 0, start);

    /// <summary>Tells whether the first branch of a choice can begin at a place at all.</summary>
    public bool CanBegin(int split, ReadOnlySpan<byte> text, int position) =>
        _firsts[split] is not { } first || (position < text.Length && first.Contains(Utf8.Decode(text, position, out _)));
}

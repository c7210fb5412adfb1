namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Finds out with which code points the first branch of each choice can begin.</summary>
internal static class RegexFirsts
{
    private const int DeepestSearch = 16;

    /// <summary>Gives a set for each split whose first branch must begin with one of its members, and null elsewhere.</summary>
    public static CodePointClass?[] Find(RegexInstruction[] code) =>
        [.. code.Select(step => step.Operation == RegexOperation.Split ? First(code, step.A, depth: 0) : null)];

    private static CodePointClass? First(RegexInstruction[] code, int at, int depth)
    {
        var step = code[at];
        return depth > DeepestSearch ? null : step.Operation switch
        {
            RegexOperation.Set => step.Set,
            RegexOperation.GreedyRun or RegexOperation.PossessiveRun when step.A > 0 => step.Set,
            RegexOperation.GreedyRun or RegexOperation.PossessiveRun => Union(step.Set, First(code, at + 1, depth + 1)),
            RegexOperation.Jump => First(code, step.A, depth + 1),
            RegexOperation.Split => Union(First(code, step.A, depth + 1), First(code, step.B, depth + 1)),
            RegexOperation.Mark or RegexOperation.Atomic => First(code, at + 1, depth + 1),
            _ => null,
        };
    }

    private static CodePointClass? Union(CodePointClass? one, CodePointClass? other) =>
        one is null || other is null ? null : CodePointClass.Union([one, other]);
}

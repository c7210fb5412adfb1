using System.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A set of code points given by a condition, with a table for ASCII.</summary>
internal sealed class CodePointClass
{
    private const int LongS = 0x17F;
    private const int KelvinSign = 0x212A;
    private const int AngstromSign = 0x212B;
    private const int SmallRingA = 0xE5;

    private readonly bool[] _ascii = new bool[128];
    private readonly Func<int, bool> _contains;

    public CodePointClass(Func<int, bool> contains)
    {
        _contains = contains;
        for (var i = 0; i < _ascii.Length; i++)
        {
            _ascii[i] = contains(i);
        }
    }

    public static CodePointClass Of(int codePoint) => new(other => other == codePoint);

    public static CodePointClass Range(int first, int last) => new(codePoint => codePoint >= first && codePoint <= last);

    public bool Contains(int codePoint) => (uint)codePoint < (uint)_ascii.Length ? _ascii[codePoint] : _contains(codePoint);

    public CodePointClass Negate() => new(codePoint => !_contains(codePoint));

    public CodePointClass Intersect(CodePointClass other) => new(codePoint => _contains(codePoint) && other._contains(codePoint));

    /// <summary>Joins sets.</summary>
    public static CodePointClass Union(IReadOnlyList<CodePointClass> parts) => parts.Count == 1
        ? parts[0]
        : new CodePointClass(codePoint => parts.Any(part => part.Contains(codePoint)));

    /// <summary>Adds the other cases of the members.</summary>
    public CodePointClass IgnoreCase() => new(codePoint => _contains(codePoint) || CasesOf(codePoint).Any(_contains));

    private static IEnumerable<int> CasesOf(int codePoint)
    {
        if (!Rune.IsValid(codePoint))
        {
            yield break;
        }

        // The long s has no lower case of its own, and the runtime does not turn it into a letter of ASCII.
        var lower = codePoint == LongS ? 's' : Rune.ToLowerInvariant(new Rune(codePoint)).Value;
        var upper = Rune.ToUpperInvariant(new Rune(lower)).Value;
        yield return lower;
        yield return upper;
        yield return Rune.ToUpperInvariant(new Rune(codePoint)).Value;
        switch (lower)
        {
            case 's':
                yield return LongS;
                break;
            case 'k':
                yield return KelvinSign;
                break;
            case SmallRingA:
                yield return AngstromSign;
                break;
        }
    }
}

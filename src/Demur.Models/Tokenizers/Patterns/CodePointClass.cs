using System.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A set of code points given by a condition, with a table for ASCII.</summary>
internal sealed class CodePointClass
{
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

        var rune = new Rune(codePoint);
        var lower = Rune.ToLowerInvariant(rune).Value;
        var upper = Rune.ToUpperInvariant(rune).Value;
        yield return lower;
        yield return upper;
        yield return Rune.ToLowerInvariant(new Rune(upper)).Value;
        switch (lower)
        {
            // The long s and the Kelvin and Angstrom signs fold to letters whose upper case they are not.
            case 's':
                yield return 0x17F;
                break;
            case 'k':
                yield return 0x212A;
                break;
            case 0xE5:
                yield return 0x212B;
                break;
        }
    }
}

using Demur.Models.Checkpoints;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Reads a set in square brackets, with nesting and intersection.</summary>
internal static class RegexClassParser
{
    private const int DeepestNesting = 32;

    /// <summary>Reads from after the opening bracket to the closing one.</summary>
    public static CodePointClass Parse(RegexReader reader, bool ignoreCase) => Parse(reader, ignoreCase, depth: 0);

    private static CodePointClass Parse(RegexReader reader, bool ignoreCase, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw reader.Error($"sets are nested more than {DeepestNesting} deep");
        }

        var negate = reader.TryTake("^");
        var parts = new List<CodePointClass>();
        CodePointClass? left = null;
        for (var first = true; first || !reader.TryTake("]"); first = false)
        {
            if (reader.TryTake("&&"))
            {
                left = Intersect(left, parts);
                parts.Clear();
            }
            else
            {
                parts.Add(ParseItem(reader, ignoreCase, depth));
            }
        }

        var set = Intersect(left, parts);
        set = ignoreCase ? set.IgnoreCase() : set;
        return negate ? set.Negate() : set;
    }

    private static CodePointClass Intersect(CodePointClass? left, List<CodePointClass> parts)
    {
        var right = CodePointClass.Union([.. parts]);
        return left is null ? right : left.Intersect(right);
    }

    private static CodePointClass ParseItem(RegexReader reader, bool ignoreCase, int depth)
    {
        if (reader.TryTake("[:"))
        {
            var negate = reader.TryTake("^");
            var name = reader.Until(':');
            reader.Expect("]");
            var set = RegexProperties.FindPosix(name) ?? throw reader.Error($"the class {Shown.Name(name)} is not known");
            return negate ? set.Negate() : set;
        }

        if (reader.TryTake("["))
        {
            return Parse(reader, ignoreCase, depth + 1);
        }

        if (reader.TryTake("\\"))
        {
            return RegexEscapes.TryReadSet(reader) ?? ParseRange(reader, RegexEscapes.ReadCharacter(reader));
        }

        return ParseRange(reader, reader.Next());
    }

    private static CodePointClass ParseRange(RegexReader reader, int first)
    {
        var mark = reader.Mark();
        if (!reader.TryTake("-") || reader.Peek is ']' or -1)
        {
            reader.Return(mark);
            return CodePointClass.Of(first);
        }

        if (reader.TryTake("\\") && RegexEscapes.TryReadSet(reader) is not null)
        {
            // In [a-\s] the hyphen is an ordinary character.
            reader.Return(mark);
            return CodePointClass.Of(first);
        }

        reader.Return(mark);
        reader.Expect("-");
        var last = reader.TryTake("\\") ? RegexEscapes.ReadCharacter(reader) : reader.Next();
        return last >= first ? CodePointClass.Range(first, last) : throw reader.Error("a range ends before it begins");
    }
}

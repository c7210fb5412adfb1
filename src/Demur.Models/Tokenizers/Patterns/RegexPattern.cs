using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A regular expression over code points, whatever their number of bytes.</summary>
/// <remarks>The runtime's own engine sees characters above U+FFFF as two, and so puts them in the wrong classes.</remarks>
internal sealed class RegexPattern : ITextPattern
{
    private readonly RegexProgram _program;

    /// <exception cref="Demur.Abstractions.DemurException">The pattern is broken, too large or asks for something that is not supported.</exception>
    public RegexPattern(string source, RegexDialect dialect) =>
        _program = RegexCompiler.Compile(new RegexParser(source, dialect).Parse());

    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        for (var start = from; start <= text.Length;)
        {
            var end = _program.Match(text, start, budget);
            if (end >= 0)
            {
                match = new ByteRange(start, end);
                return true;
            }

            start += start < text.Length ? Utf8.LengthFromLead(text[start]) : 1;
        }

        match = default;
        return false;
    }
}

using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a pattern, either a plain text or a regular expression.</summary>
internal static class PatternReader
{
    public static ITextPattern Read(JsonPart part)
    {
        if (part.IsString)
        {
            return new LiteralPattern(Utf8.Encode(part.String()));
        }

        return part["String"].StringOrNull() is { } literal
            ? new LiteralPattern(Utf8.Encode(literal))
            : WellKnownPatterns.Create(part["Regex"].String(), RegexDialect.Oniguruma);
    }
}

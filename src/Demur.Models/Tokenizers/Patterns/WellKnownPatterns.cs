using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Chooses the fast hand-written form of a published pattern, or the general engine.</summary>
internal static class WellKnownPatterns
{
    /// <exception cref="DemurException">The pattern is broken, too large or asks for something that is not supported.</exception>
    public static ITextPattern Create(string source, RegexDialect dialect) => (source, dialect) switch
    {
        (Gpt2Pattern.Source, _) => new Gpt2Pattern(),
        (Cl100kPattern.Llama3Source, _) => new Cl100kPattern(longestNumber: 3, trailingSpaceFirst: false),
        (Cl100kPattern.Qwen2Source, _) => new Cl100kPattern(longestNumber: 1, trailingSpaceFirst: false),
        (Cl100kPattern.Cl100kSource, RegexDialect.Rust) => new Cl100kPattern(longestNumber: 3, trailingSpaceFirst: true),
        _ => new RegexPattern(source, dialect),
    };
}

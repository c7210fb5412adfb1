using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Chooses the fast hand-written form of a published pattern, or the general engine.</summary>
internal static class WellKnownPatterns
{
    /// <exception cref="DemurException">The pattern is not a regular expression that this program knows.</exception>
    public static ITextPattern Create(string source) => source switch
    {
        Gpt2Pattern.Source => new Gpt2Pattern(),
        Cl100kPattern.Llama3Source => new Cl100kPattern(longestNumber: 3, trailingSpaceFirst: false),
        Cl100kPattern.Qwen2Source => new Cl100kPattern(longestNumber: 1, trailingSpaceFirst: false),
        Cl100kPattern.Cl100kSource => new Cl100kPattern(longestNumber: 3, trailingSpaceFirst: true),
        _ => throw new DemurException($"The pattern {source} is not known."),
    };
}

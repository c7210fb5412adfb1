using System.Text;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Patterns;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class PatternTests
{
    public static TheoryData<string> PublishedPatterns =>
        [Gpt2Pattern.Source, Cl100kPattern.Llama3Source, Cl100kPattern.Qwen2Source, Cl100kPattern.Cl100kSource];

    [Theory]
    [MemberData(nameof(PublishedPatterns))]
    public void A_pattern_written_by_hand_splits_as_its_regular_expression_does(string source)
    {
        var byHand = WellKnownPatterns.Create(source, RegexDialect.Rust);
        var engine = new RegexPattern(source, RegexDialect.Rust);
        var random = new Random(4);
        Assert.IsNotType<RegexPattern>(byHand);
        for (var i = 0; i < 1500; i++)
        {
            var text = RandomText.Make(random, 30) + (i % 3 == 0 ? " \n " : string.Empty);
            Assert.Equal(Matches(engine, text), Matches(byHand, text));
        }
    }

    // The expected matches follow from the pattern by hand.
    [Theory]
    [InlineData(@"\p{L}+", "a𝒳b 1𐐷", "a𝒳b|𐐷")]
    [InlineData(@"\p{Lu}\p{Ll}*", "𐐀𐐨 Ab", "𐐀𐐨|Ab")]
    [InlineData(@"[^\s]+", "🙂🙃 x", "🙂🙃|x")]
    [InlineData(@".", "a😀\nb", "a|😀|b")]
    [InlineData(@"a{2,3}", "aaaaaaa", "aaa|aaa")]
    [InlineData(@"a{2,3}?", "aaaaa", "aa|aa")]
    [InlineData(@"a+?b", "aab", "aab")]
    [InlineData(@"(?:ab|a)c", "abcac", "abc|ac")]
    [InlineData(@"a++a", "aaa", "")]
    [InlineData(@"(?>a|ab)c", "abc", "")]
    [InlineData(@"(?:a*)*b", "aab", "aab")]
    [InlineData(@"\s+(?!\S)|\s+", "a   b ", "  | | ")]
    [InlineData(@"(?<=\d)[a-z](?!\d)", "1a2b3c4 5d", "d")]
    [InlineData(@"(?<!x)y", "xy zy", "y")]
    [InlineData(@"(?i:'s)|S", "'S 'ſ s S", "'S|'ſ|S")]
    [InlineData(@"(?i)K", "kK\u212A", "k|K|\u212A")]
    [InlineData(@"[a-c&&[^b]]", "abcd", "a|c")]
    [InlineData(@"[[:alpha:]_-]+", "é_-1", "é_-")]
    [InlineData(@"[\]\-x]", "]-xy", "]|-|x")]
    [InlineData(@"[]a]+", "a]", "a]")]
    [InlineData(@"\x41|\x{1F600}|\u0042", "AB😀", "A|B|😀")]
    [InlineData(@"\p{Han}+|\p{Script=Hangul}+", "日本한글", "日本|한글")]
    [InlineData(@"\p{^L}", "a1", "1")]
    [InlineData(@"^a|b$", "a\na b\nb", "a|a|b|b")]
    [InlineData(@"\Aa|b\z", "aab\nb", "a|b")]
    [InlineData(@"\bfoo\b", "foo food foo", "foo|foo")]
    [InlineData(@"x{,2}y", "xxxy", "xxy")]
    [InlineData(@"a{b", "a{b", "a{b")]
    public void The_pattern_engine_finds_what_the_pattern_says(string pattern, string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Matches(new RegexPattern(pattern, RegexDialect.Oniguruma), text)));

    [Fact]
    public void An_interval_with_plus_is_possessive_in_Rust_and_repeats_in_Oniguruma()
    {
        Assert.Equal(["111", "11"], Matches(new RegexPattern(@"\d{1,3}+", RegexDialect.Rust), "11111"));
        Assert.Equal(["11111"], Matches(new RegexPattern(@"\d{1,3}+", RegexDialect.Oniguruma), "11111"));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData(@"\p{Klingon}")]
    [InlineData(@"(a)\1")]
    [InlineData("a{3,2}")]
    [InlineData("(?R)")]
    [InlineData(@"\")]
    [InlineData("(?:(?:a{1000}b){1000}c){1000}")]
    public void A_pattern_that_is_broken_or_not_supported_is_a_clear_error(string pattern)
    {
        var error = Assert.Throws<DemurException>(() => new RegexPattern(pattern, RegexDialect.Oniguruma));

        Assert.Contains("pattern", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_backtracks_without_end_is_stopped()
    {
        var pattern = new RegexPattern("(?:a|aa)+b", RegexDialect.Oniguruma);

        Assert.Throws<DemurException>(() => Matches(pattern, new string('a', 5000)));
    }

    private static List<string> Matches(ITextPattern pattern, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var cursor = new MatchCursor(pattern, bytes.Length);
        var matches = new List<string>();
        while (cursor.MoveNext(bytes))
        {
            matches.Add(Encoding.UTF8.GetString(bytes[cursor.Start..cursor.End]));
        }

        return matches;
    }
}

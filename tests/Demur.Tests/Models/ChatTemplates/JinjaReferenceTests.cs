using System.Globalization;
using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

/// <summary>What Jinja itself made of small templates, feature by feature; the file beside this one says with which versions.</summary>
public sealed class JinjaReferenceTests
{
    private static readonly Lazy<JsonObject> Reference = new(() => JsonNode.Parse(File.ReadAllText(Path.Combine(
        GoldenFolder.RepositoryRoot, "tests", "Demur.Tests", "Models", "ChatTemplates", "jinja-reference.json")))!.AsObject());

    /// <summary>Gets every small template of the file.</summary>
    public static IEnumerable<string> Sources => Reference.Value["cases"]!.AsArray().Select(row => row!["source"]!.GetValue<string>());

    [Theory]
    [InlineData("whitespace control", 33)]
    [InlineData("literals and printing", 20)]
    [InlineData("operators", 32)]
    [InlineData("subscripts and slices", 29)]
    [InlineData("statements", 78)]
    [InlineData("macros", 29)]
    [InlineData("tests", 17)]
    [InlineData("string methods", 32)]
    [InlineData("collections", 21)]
    [InlineData("filters on text", 17)]
    [InlineData("tojson", 19)]
    [InlineData("filters on numbers", 11)]
    [InlineData("filters on sequences", 35)]
    public void A_feature_renders_as_in_Jinja(string group, int count)
    {
        var cases = Reference.Value["cases"]!.AsArray().Where(row => row!["group"]!.GetValue<string>() == group).ToArray();

        Assert.Equal(count, cases.Length);
        Assert.All(cases, row => Check(row!));
    }

    private static void Check(JsonNode row)
    {
        string source = row["source"]!.GetValue<string>();
        if (row["text"] is { } text)
        {
            Assert.Equal(text.GetValue<string>(), Render(source));
            return;
        }

        var error = Assert.Throws<ChatTemplateException>(() => Render(source));
        Assert.True(error.Line > 0, $"no line in: {error.Message}");
        if (row["message"] is { } message)
        {
            Assert.Equal(message.GetValue<string>(), error.Detail);
        }
    }

    private static string Render(string source) => ChatTemplate.Parse(source).Render(new ChatTemplateInput
    {
        Messages = [],
        Variables = Reference.Value["variables"]!.AsObject().ToDictionary(),
        Clock = new FixedClock(DateTime.Parse(Reference.Value["now"]!.GetValue<string>(), CultureInfo.InvariantCulture)),
    });
}

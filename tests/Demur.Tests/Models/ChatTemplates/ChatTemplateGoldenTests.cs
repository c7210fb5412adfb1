using System.Globalization;
using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

/// <summary>Every template rendered by the reference library, with every conversation it was given.</summary>
public sealed class ChatTemplateGoldenTests
{
    private const string Kind = "chat_templates";

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void Every_published_template_renders_as_the_reference_does()
    {
        string folder = GoldenFolder.Kind(Kind);
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
        var clock = new FixedClock(DateTime.Parse(expected["now"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        var differences = new List<string>();
        int ran = 0, errors = 0, skipped = 0;
        foreach (var (name, rows) in expected["templates"]!.AsObject())
        {
            string source = File.ReadAllText(TemplateFile(folder, name));
            foreach (var row in rows!.AsArray())
            {
                if (GoldenFolder.IsUnsupported(Kind, name))
                {
                    skipped++;
                    continue;
                }

                ran++;
                errors += row!["error"] is null ? 0 : 1;
                if (Difference(source, Input(expected, row, clock), row) is { } difference)
                {
                    differences.Add($"{name}, {row["conversation"]}, tools {row["tools"]}, prompt {row["add_generation_prompt"]}: {difference}");
                }
            }
        }

        GoldenFolder.Report(Kind, ran, skipped);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kind}: {ran - errors} texts and {errors} errors compared");
        Assert.Equal(expected["templates"]!.AsObject().Sum(template => template.Value!.AsArray().Count), ran + skipped);
        Assert.True(differences.Count == 0, $"{differences.Count} of {ran} differ:\n{string.Join('\n', differences.Take(20))}");
    }

    /// <summary>The template itself: beside its expectations, or in the data folder, where it must be once there is one.</summary>
    private static string TemplateFile(string folder, string name)
    {
        string beside = Path.Combine(folder, name);
        string path = File.Exists(beside) ? beside : Path.Combine(GoldenFolder.DataOrSkip(Kind), name);
        Assert.True(File.Exists(path), $"{path} is missing although {folder} has expectations for it.");
        return path;
    }

    private static ChatTemplateInput Input(JsonObject expected, JsonNode row, TimeProvider clock) => new()
    {
        Messages = [.. expected["conversations"]![row["conversation"]!.GetValue<string>()]!.AsArray()
            .Select(message => ChatTemplateMessage.FromJson(message!.AsObject()))],
        Tools = row["tools"]!.GetValue<bool>() ? expected["tools"]!.AsArray() : null,
        AddGenerationPrompt = row["add_generation_prompt"]!.GetValue<bool>(),
        Variables = expected["variables"]!.AsObject().ToDictionary(),
        Clock = clock,
    };

    private static string? Difference(string source, ChatTemplateInput input, JsonNode row)
    {
        try
        {
            string text = ChatTemplate.Parse(source).Render(input);
            if (row["error"]?.GetValue<string>() == "TemplateError")
            {
                return $"rendered, but the reference refuses with: {row["message"]}";
            }

            // Where Python meets a type error, a text is as good as an error.
            return row["text"] is null || row["text"]!.GetValue<string>() == text ? null : FirstDifference(row["text"]!.GetValue<string>(), text);
        }
        catch (ChatTemplateException error)
        {
            return row["error"]?.GetValue<string>() switch
            {
                null => $"failed: {error.Message}",
                "TemplateError" when error.Detail != row["message"]!.GetValue<string>() => $"refused with {error.Detail} instead of {row["message"]}",
                _ => null,
            };
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        return $"at {at}: expected {JsonValue.Create(Excerpt(expected, at)).ToJsonString()}, got {JsonValue.Create(Excerpt(actual, at)).ToJsonString()}";
    }

    private static string Excerpt(string text, int at) => text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)];
}

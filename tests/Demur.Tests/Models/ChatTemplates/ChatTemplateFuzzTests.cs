using System.Diagnostics;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

/// <summary>Broken templates must end in a text or in one clear error, soon and within their memory.</summary>
public sealed class ChatTemplateFuzzTests
{
    private const long Memory = 4 << 20;

    private static readonly ChatTemplateLimits Limits = new()
    {
        MaxSteps = 100_000,
        MaxMemory = Memory,
        MaxDepth = 150,
        MaxOutputLength = 500_000,
        MaxSourceLength = 200_000,
    };

    [Fact]
    public void Thousands_of_broken_templates_neither_crash_nor_hang() => Run(OwnSeeds(), count: 4_000, seed: 20_260_101);

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void Broken_published_templates_neither_crash_nor_hang() => Run(PublishedSeeds(), count: 2_000, seed: 7);

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [InlineData(42)]
    [InlineData(43)]
    [InlineData(44)]
    [InlineData(45)]
    public void Two_hundred_thousand_broken_templates_neither_crash_nor_hang(int seed) => Run(OwnSeeds(), count: 50_000, seed);

    private static void Run(IReadOnlyList<string> seeds, int count, int seed)
    {
        var mutator = new TemplateMutator(seeds, new Random(seed));
        var slowest = TimeSpan.Zero;
        long largest = 0;
        int parsed = 0, rendered = 0;
        for (int i = 0; i < count; i++)
        {
            string source = mutator.Next();
            var input = Input(i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            var (didParse, didRender) = Try(source, input, withSpans: i % 4 == 0);
            watch.Stop();
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            parsed += didParse ? 1 : 0;
            rendered += didRender ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} templates: {parsed} parsed, {rendered} rendered; slowest {slowest.TotalMilliseconds:F0} ms, most allocated {largest >> 10} KiB");
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(20));

        // A rendering with spans renders several times, and .NET's own objects come on top of what is charged.
        Assert.InRange(largest, 0, 100 * Memory);
        Assert.True(parsed > count / 20 && rendered > count / 50, "the mutator breaks so much that nothing is tested");
    }

    private static (bool Parsed, bool Rendered) Try(string source, ChatTemplateInput input, bool withSpans)
    {
        bool parsed = false;
        try
        {
            var template = ChatTemplate.Parse(source, Limits);
            parsed = true;
            _ = withSpans ? template.RenderWithSpans(input).Text : template.Render(input);
            return (true, true);
        }
        catch (DemurException error)
        {
            Assert.False(string.IsNullOrWhiteSpace(error.Message));
            return (parsed, false);
        }
        catch (Exception error)
        {
            string shown = JsonValue.Create(source.Length > 3000 ? source[..3000] : source).ToJsonString();
            throw new InvalidOperationException($"{error.GetType().Name} instead of a clear error, for: {shown}", error);
        }
    }

    private static ChatTemplateInput Input(int i)
    {
        var input = Conversations.Of(("user", "Ask <b> é😀 me"), ("assistant", "Reply\n"), ("user", ""), ("assistant", "{{ x }}"));
        return (i % 3) switch
        {
            0 => input,
            1 => input with { AddGenerationPrompt = true, Tools = [new JsonObject { ["name"] = "f", ["n"] = 1.5 }] },
            _ => input with { SystemPrompt = SystemPromptMode.None },
        };
    }

    private static List<string> OwnSeeds() => [.. TestTemplates.All, .. TestTemplates.All, .. JinjaReferenceTests.Sources];

    private static List<string> PublishedSeeds()
    {
        var files = Directory.GetFiles(GoldenFolder.DataOrSkip("chat_templates"), "*.jinja", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return [.. files.Order(StringComparer.Ordinal).Select(File.ReadAllText)];
    }
}

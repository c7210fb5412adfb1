using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

/// <summary>Spans and system prompts on templates as they are published.</summary>
public sealed class PublishedTemplateTests
{
    private static readonly ChatTemplateInput TwoRounds =
        Conversations.Of(("user", "Ask me"), ("assistant", "First."), ("user", "Again"), ("assistant", "Second."));

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void SmolLM2_renders_every_golden_conversation_and_drops_its_default_on_request()
    {
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(GoldenFolder.Kind("gguf"), "smollm2.json")))!;
        var template = ChatTemplate.Parse(golden["template"]!.GetValue<string>());
        int ran = 0, withDefault = 0;
        foreach (var row in golden["rows"]!.AsArray())
        {
            var input = new ChatTemplateInput
            {
                Messages = [.. row!["messages"]!.AsArray().Select(message => ChatTemplateMessage.FromJson(message!.AsObject()))],
                AddGenerationPrompt = true,
            };
            string expected = row["text"]!.GetValue<string>();
            Assert.Equal(expected, template.Render(input));
            ran++;

            if (input.Messages[0].Role == "user")
            {
                int user = expected.IndexOf("<|im_start|>user\n", StringComparison.Ordinal);
                Assert.Equal(expected[user..], template.Render(input with { SystemPrompt = SystemPromptMode.None }));
                withDefault++;
            }
        }

        GoldenFolder.Report("gguf/smollm2.json chat texts", ran, skipped: 0);
        Assert.InRange(withDefault, 1, ran);
    }

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    [InlineData("llama3-instruct", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nAsk me<|eot_id|>", "First.<|eot_id|>")]
    [InlineData("qwen2.5", "<|im_start|>user\nAsk me<|im_end|>\n", "First.<|im_end|>")]
    public void A_published_tokenizer_config_renders_without_system_prompt(string name, string beginning, string firstReply)
    {
        var config = JsonNode.Parse(File.ReadAllText(GoldenFolder.DataOrSkip("tokenizers", $"{name}.tokenizer_config.json")))!;
        var template = ChatTemplate.Parse(config["chat_template"]!.GetValue<string>());
        var input = TwoRounds with
        {
            SystemPrompt = SystemPromptMode.None,
            Variables = new Dictionary<string, JsonNode?> { ["bos_token"] = config["bos_token"], ["eos_token"] = config["eos_token"] },
        };

        var chat = template.RenderWithSpans(input);

        Assert.StartsWith(beginning, chat.Text, StringComparison.Ordinal);
        Assert.Equal(firstReply, chat.Replies[0].Span.Of(chat.Text));
    }

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    [InlineData("llm_safeguard/llama-2-chat.jinja", "        <s>[INST] Ask me [/INST]\n")]
    [InlineData("meta-llama-Llama-3.2-3B-Instruct.jinja", "<s><|start_header_id|>user<|end_header_id|>\n\nAsk me<|eot_id|>")]
    [InlineData("mistralai-Mistral-Nemo-Instruct-2407.jinja", "<s>[INST]Ask me[/INST]")]
    [InlineData("microsoft-Phi-3.5-mini-instruct.jinja", "<|user|>\nAsk me<|end|>\n")]
    public void A_published_template_renders_without_system_prompt(string name, string beginning)
    {
        var template = ChatTemplate.Parse(File.ReadAllText(GoldenFolder.DataOrSkip("chat_templates", name)));

        string text = template.Render(TwoRounds with { SystemPrompt = SystemPromptMode.None });

        Assert.StartsWith(beginning, text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void Every_published_template_that_renders_shows_its_replies()
    {
        int found = 0, refused = 0, lost = 0;
        foreach (var (name, template) in Templates())
        {
            if (Rendered(template, TwoRounds) is null)
            {
                refused++;
                continue;
            }

            if (Spans(template) is not { } chat)
            {
                lost++;
                continue;
            }

            Assert.Equal([1, 3], chat.Replies.Select(reply => reply.MessageIndex));
            Assert.Contains("First.", chat.Replies[0].Span.Of(chat.Text), StringComparison.Ordinal);
            Assert.Contains("Second.", chat.Replies[1].Span.Of(chat.Text), StringComparison.Ordinal);
            Assert.DoesNotContain("Again", chat.Replies[0].Span.Of(chat.Text), StringComparison.Ordinal);
            Assert.Equal(chat.PostInstruction!.Value.End, chat.Replies[1].Span.Start);
            Assert.True(chat.Text[..chat.PostInstruction.Value.Start].EndsWith("Again", StringComparison.Ordinal), name);
            found++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{found} templates show their replies, {lost} say that they cannot, {refused} refuse the conversation");
        Assert.True(found >= 9 * lost && found > 0, $"{found} found, {lost} not");
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void Without_system_prompt_a_published_template_loses_one_piece_and_no_more_or_says_that_it_cannot()
    {
        int done = 0, said = 0;
        foreach (var (name, template) in Templates())
        {
            string? whole = Rendered(template, TwoRounds);
            string? without = Rendered(template, TwoRounds with { SystemPrompt = SystemPromptMode.None });
            if (whole is null || without is null)
            {
                said += whole is null ? 0 : 1;
                continue;
            }

            int prefix = whole.AsSpan().CommonPrefixLength(without);
            Assert.True(whole.EndsWith(without[prefix..], StringComparison.Ordinal), $"{name}: {without}");
            Assert.True(without.Contains("Ask me", StringComparison.Ordinal), name);
            Assert.False(without.Contains("system", StringComparison.OrdinalIgnoreCase), $"{name}: {without}");
            done++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{done} templates render without a system prompt, {said} say that they cannot");
        Assert.True(done >= 5 * said && done > 0, $"{done} done, {said} not");
    }

    private static RenderedChat? Spans(ChatTemplate template)
    {
        try
        {
            return template.RenderWithSpans(TwoRounds);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    private static string? Rendered(ChatTemplate template, ChatTemplateInput input)
    {
        try
        {
            return template.Render(input);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, ChatTemplate Template)> Templates()
    {
        string folder = GoldenFolder.DataOrSkip("chat_templates");
        var files = Directory.GetFiles(folder, "*.jinja", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal).Select(file => (Path.GetRelativePath(folder, file), ChatTemplate.Parse(File.ReadAllText(file))));
    }
}

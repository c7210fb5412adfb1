using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

public sealed class ReplySpanTests
{
    private static readonly ChatTemplateInput TwoRounds =
        Conversations.Of(("user", "Ask me"), ("assistant", "First."), ("user", "Again"), ("assistant", "Second."));

    [Theory]
    [InlineData(TestTemplates.ChatMlWithDefault, "First.<|im_end|>", "Second.<|im_end|>")]
    [InlineData(TestTemplates.ChatMlWithTools, "First.<|im_end|>", "Second.<|im_end|>")]
    [InlineData(TestTemplates.InstWithSystem, " First. </s>", " Second. </s>")]
    [InlineData(TestTemplates.Headers, "First.<|eot_id|>", "Second.<|eot_id|>")]
    [InlineData(TestTemplates.HeadersWithDate, "First.<|eot_id|>", "Second.<|eot_id|>")]
    [InlineData(TestTemplates.AlwaysPrompts, "First.<|eot_id|>", "Second.<|eot_id|>")]
    [InlineData(TestTemplates.DropsReasoning, "First.<|im_end|>", "Second.<|im_end|>")]
    [InlineData(TestTemplates.WithGenerationTags, "First.</s>", "Second.</s>")]
    public void A_reply_goes_from_the_generation_prompt_to_the_end_of_the_turn(string source, string first, string second)
    {
        var chat = ChatTemplate.Parse(source).RenderWithSpans(TwoRounds);

        Assert.Equal([(1, first), (3, second)], chat.Replies.Select(reply => (reply.MessageIndex, reply.Span.Of(chat.Text))));
    }

    [Fact]
    public void The_text_is_the_one_that_rendering_alone_gives()
    {
        Assert.All(TestTemplates.All, source =>
        {
            var template = ChatTemplate.Parse(source);
            Assert.Equal(template.Render(TwoRounds), template.RenderWithSpans(TwoRounds).Text);
        });
    }

    [Fact]
    public void Reasoning_that_the_template_drops_is_in_no_span()
    {
        var input = Conversations.Of(
            ("user", "q"), ("assistant", "<think>\nold\n</think>\n\nFirst."), ("user", "q2"), ("assistant", "<think>\nnew\n</think>\n\nSecond."));

        var chat = ChatTemplate.Parse(TestTemplates.DropsReasoning).RenderWithSpans(input);

        Assert.Equal(
            ["First.<|im_end|>", "new\n</think>\n\nSecond.<|im_end|>"], chat.Replies.Select(reply => reply.Span.Of(chat.Text)));
    }

    [Fact]
    public void A_reply_that_says_what_the_user_said_is_found_in_its_own_place()
    {
        var chat = ChatTemplate.Parse(TestTemplates.ChatMlWithDefault).RenderWithSpans(
            Conversations.Of(("user", "same"), ("assistant", "same"), ("user", "same")));

        var reply = Assert.Single(chat.Replies);
        Assert.Equal("same<|im_end|>", reply.Span.Of(chat.Text));
        Assert.EndsWith("<|im_start|>assistant\n", chat.Text[..reply.Span.Start], StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_reply_is_the_end_of_the_turn_alone()
    {
        var chat = ChatTemplate.Parse(TestTemplates.ChatMlWithDefault).RenderWithSpans(Conversations.Of(("user", "q"), ("assistant", "")));

        Assert.Equal("<|im_end|>", Assert.Single(chat.Replies).Span.Of(chat.Text));
    }

    [Fact]
    public void A_tool_call_is_part_of_the_reply_with_what_the_template_puts_around_it()
    {
        var calls = JsonNode.Parse("""[{"type": "function", "function": {"name": "weather", "arguments": {"city": "Rome"}}}]""");
        var input = Conversations.Of(("user", "q")) with
        {
            Messages = [new ChatTemplateMessage("user", "q"), new ChatTemplateMessage("assistant", "").With("tool_calls", calls)],
        };

        var chat = ChatTemplate.Parse(TestTemplates.ChatMlWithTools).RenderWithSpans(input);

        Assert.Equal(
            "\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call><|im_end|>",
            Assert.Single(chat.Replies).Span.Of(chat.Text));
    }

    [Fact]
    public void Content_in_parts_is_one_reply()
    {
        var parts = JsonNode.Parse("""[{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]""");
        var template = ChatTemplate.Parse(
            "{% for m in messages %}<{{ m.role }}>{% if m.content is string %}{{ m.content }}"
            + "{% else %}{% for p in m.content %}{{ p.text|upper }}{% endfor %}{% endif %}</end>{% endfor %}"
            + "{% if add_generation_prompt %}<assistant>{% endif %}");
        var input = Conversations.Of(("user", "q")) with
        {
            Messages = [new ChatTemplateMessage("user", "q"), new ChatTemplateMessage("assistant", "").With("content", parts)],
        };

        var chat = template.RenderWithSpans(input);

        Assert.Equal("ONE TWO</end>", Assert.Single(chat.Replies).Span.Of(chat.Text));
    }

    [Fact]
    public void A_message_that_the_template_leaves_out_has_no_span()
    {
        var template = ChatTemplate.Parse("{% for m in messages if m.content != 'hidden' %}[{{ m.content }}]{% endfor %}");

        var chat = template.RenderWithSpans(Conversations.Of(("user", "q"), ("assistant", "hidden"), ("assistant", "shown")));

        Assert.Equal(2, Assert.Single(chat.Replies).MessageIndex);
    }

    [Fact]
    public void A_reply_that_cannot_be_found_is_an_error_that_names_the_message()
    {
        var template = ChatTemplate.Parse("{{ messages|length }} messages: {{ messages[0].content }}");

        var error = Assert.Throws<ChatTemplateException>(
            () => template.RenderWithSpans(Conversations.Of(("user", "question"), ("assistant", "answer"))));

        Assert.Contains("message 1 (assistant)", error.Message, StringComparison.Ordinal);
        Assert.Contains("generation", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestTemplates.ChatMlWithDefault, "<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(TestTemplates.InstWithSystem, " [/INST]")]
    [InlineData(TestTemplates.Headers, "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(TestTemplates.DropsReasoning, "<|im_end|>\n<|im_start|>assistant\n<think>\n")]
    public void The_post_instruction_text_goes_from_the_last_question_to_where_the_model_begins(string source, string expected)
    {
        var chat = ChatTemplate.Parse(source).RenderWithSpans(
            Conversations.Of(("user", "a"), ("assistant", "b"), ("user", "  a  ")) with { AddGenerationPrompt = true });

        Assert.EndsWith(expected, chat.Text, StringComparison.Ordinal);
        Assert.Equal(expected, chat.PostInstruction!.Value.Of(chat.Text).TrimStart(' ').PadLeft(expected.Length));
    }

    [Fact]
    public void The_post_instruction_text_ends_where_a_given_reply_begins()
    {
        var chat = ChatTemplate.Parse(TestTemplates.Headers).RenderWithSpans(TwoRounds);

        Assert.Equal("<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", chat.PostInstruction!.Value.Of(chat.Text));
        Assert.Equal(chat.Replies[1].Span.Start, chat.PostInstruction.Value.End);
    }

    [Fact]
    public void Without_a_user_there_is_no_post_instruction_text()
    {
        var chat = ChatTemplate.Parse(TestTemplates.Headers).RenderWithSpans(Conversations.Of(("system", "s"), ("assistant", "a")));

        Assert.Null(chat.PostInstruction);
    }
}

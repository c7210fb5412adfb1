using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

public sealed class SystemPromptModeTests
{
    private static readonly ChatTemplateInput Ask = Conversations.Of(("user", "Ask me")) with { AddGenerationPrompt = true };

    [Theory]
    [InlineData(TestTemplates.ChatMlWithDefault, "<|im_start|>user\nAsk me<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(TestTemplates.ChatMlWithTools, "<|im_start|>user\nAsk me<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(TestTemplates.InstWithSystem, "<s>[INST] Ask me [/INST]")]
    [InlineData(TestTemplates.Headers, "<s><|start_header_id|>user<|end_header_id|>\n\nAsk me<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(TestTemplates.HeadersWithDate, "<s><|start_header_id|>user<|end_header_id|>\n\nAsk me<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    public void None_leaves_the_user_first_and_nothing_before_but_the_opening_token(string source, string expected)
    {
        var template = ChatTemplate.Parse(source);

        Assert.Equal(expected, template.Render(Ask with { SystemPrompt = SystemPromptMode.None }));
    }

    [Fact]
    public void The_two_modes_differ_where_a_template_has_a_default()
    {
        var template = ChatTemplate.Parse(TestTemplates.ChatMlWithDefault);

        Assert.Equal(
            "<|im_start|>system\nBe kind.<|im_end|>\n" + template.Render(Ask with { SystemPrompt = SystemPromptMode.None }),
            template.Render(Ask));
    }

    [Fact]
    public void A_default_inside_the_first_turn_is_taken_out_of_it()
    {
        var template = ChatTemplate.Parse(TestTemplates.InstWithSystem);
        var input = Conversations.Of(("user", "Ask me"), ("assistant", "Yes"), ("user", "More")).WithVariable("DEFAULT", "Be kind.");

        Assert.StartsWith("<s>[INST] <<SYS>>\nBe kind.", template.Render(input), StringComparison.Ordinal);
        Assert.Equal(
            "<s>[INST] Ask me [/INST] Yes </s><s>[INST] More [/INST]",
            template.Render(input with { SystemPrompt = SystemPromptMode.None }));
    }

    [Fact]
    public void Spans_are_those_of_the_shortened_text()
    {
        var input = Conversations.Of(("user", "Ask me"), ("assistant", "Yes")) with { SystemPrompt = SystemPromptMode.None };

        var chat = ChatTemplate.Parse(TestTemplates.ChatMlWithDefault).RenderWithSpans(input);

        Assert.Equal("<|im_start|>user\nAsk me<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n", chat.Text);
        Assert.Equal("Yes<|im_end|>", Assert.Single(chat.Replies).Span.Of(chat.Text));
        Assert.Equal("<|im_end|>\n<|im_start|>assistant\n", chat.PostInstruction!.Value.Of(chat.Text));
    }

    [Fact]
    public void A_system_message_and_none_contradict_each_other()
    {
        var input = Conversations.Of(("system", "s"), ("user", "q")) with { SystemPrompt = SystemPromptMode.None };

        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(TestTemplates.Headers).Render(input));

        Assert.Contains("role 'system'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_that_stand_in_the_system_block_are_not_cut_away_in_silence()
    {
        var tools = JsonNode.Parse("""[{"type": "function", "function": {"name": "weather"}}]""")!.AsArray();
        var template = ChatTemplate.Parse(TestTemplates.ChatMlWithTools);

        var error = Assert.Throws<ChatTemplateException>(
            () => template.Render(Ask with { Tools = tools, SystemPrompt = SystemPromptMode.None }));

        Assert.Contains("tools", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_refuses_system_messages_has_no_default_to_remove()
    {
        var template = ChatTemplate.Parse(
            "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
            + "<start_of_turn>{{ m.role }}\n{{ m.content|trim }}<end_of_turn>\n{% endfor %}"
            + "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}");

        Assert.Equal(template.Render(Ask), template.Render(Ask with { SystemPrompt = SystemPromptMode.None }));
    }

    [Fact]
    public void A_block_whose_end_cannot_be_told_is_an_error_and_not_a_guess()
    {
        var template = ChatTemplate.Parse("As a system I am kind. {% for m in messages %}{{ m.content }} {% endfor %}");

        var error = Assert.Throws<ChatTemplateException>(() => template.Render(Ask with { SystemPrompt = SystemPromptMode.None }));

        Assert.Contains("TemplateDefault", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_turns_the_conversation_around_is_an_error()
    {
        var template = ChatTemplate.Parse("{% for m in messages|reverse %}{{ m.role }}: {{ m.content }}\n{% endfor %}");

        Assert.Throws<ChatTemplateException>(() => template.Render(Ask with { SystemPrompt = SystemPromptMode.None }));
    }
}

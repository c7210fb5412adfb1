using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

public sealed class ChatTemplateErrorTests
{
    private static readonly ChatTemplateInput Input = Conversations.Of(("user", "hello"));

    [Theory]
    [InlineData("ok\n{{ 1 + }}", 2)]
    [InlineData("\n\n{% for x in y %}\n{% endif %}", 4)]
    [InlineData("{# one\ntwo #}\n{{ 'a\nb' }}\n{% unknown %}", 5)]
    [InlineData("{% raw %}\n\n{% endraw %}\n{{ ] }}", 4)]
    [InlineData("a\n{#- x -#}\n\n{%- if true -%}\n\n{{ ( }}", 6)]
    [InlineData("x\n{{ 'never closed }}", 2)]
    public void A_syntax_error_names_its_line(string source, int line)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source));

        Assert.Equal(ChatTemplateErrorKind.Syntax, error.Kind);
        Assert.Equal(line, error.Line);
        Assert.EndsWith($"(chat template, line {line})", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\n{{ missing.x }}", 3)]
    [InlineData("{% for m in messages %}\n\n{{ m.content + 1 }}\n{% endfor %}", 3)]
    [InlineData("{% macro f(x) %}\n{{ x.y.z }}\n{% endmacro %}\n\n{{ f({}) }}", 2)]
    [InlineData("{{ messages[0].content\n   ~ 'x'\n   ~ (1 // 0) }}", 3)]
    [InlineData("{% set x = 1 %}\r\n{% set x.y = 2 %}", 2)]
    [InlineData("{% if true %}\n{% include 'other' %}\n{% endif %}", 2)]
    public void A_failure_while_rendering_names_its_line(string source, int line)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source).Render(Input));

        Assert.Equal(ChatTemplateErrorKind.Runtime, error.Kind);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void What_the_template_raises_is_told_in_its_own_words()
    {
        var error = Assert.Throws<ChatTemplateException>(
            () => ChatTemplate.Parse("\n{{ raise_exception('Only ' ~ 2 ~ ' roles!') }}").Render(Input));

        Assert.Equal(ChatTemplateErrorKind.Raised, error.Kind);
        Assert.Equal("Only 2 roles!", error.Detail);
        Assert.Equal("Only 2 roles! (chat template, line 2)", error.Message);
    }

    [Fact]
    public void An_error_is_one_that_the_user_can_mend()
    {
        Assert.ThrowsAny<DemurException>(() => ChatTemplate.Parse("{% if %}"));
    }

    [Theory]
    [InlineData("{{ messages.append(1) }}", "append")]
    [InlineData("{{ ''.__class__ .__mro__ }}", "__class__")]
    [InlineData("{{ messages[0].update({}) }}", "update")]
    [InlineData("{{ '{0.__init__.x}'.format(messages) }}", "__init__")]
    public void Nothing_behind_the_values_can_be_reached(string source, string named)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source).Render(Input));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("unsafe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_without_a_role_is_refused()
    {
        var error = Assert.Throws<DemurException>(() => ChatTemplateMessage.FromJson(new JsonObject { ["content"] = "x" }));

        Assert.Contains("'role'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_given_twice_is_refused()
    {
        var message = JsonNode.Parse("""{"role": "user", "content": {"a": 1, "a": 2}}""")!.AsObject();

        Assert.Throws<DemurException>(() => ChatTemplate.Parse("{{ messages }}").Render(new ChatTemplateInput
        {
            Messages = [ChatTemplateMessage.FromJson(message)],
        }));
    }
}

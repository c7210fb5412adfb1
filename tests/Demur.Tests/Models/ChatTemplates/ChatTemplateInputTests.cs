using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

public sealed class ChatTemplateInputTests
{
    [Fact]
    public void Tools_and_documents_are_None_when_there_are_none()
    {
        var text = ChatTemplate.Parse("{{ tools }} {{ documents }} {{ tools is defined }} {{ add_generation_prompt }}")
            .Render(Conversations.Of(("user", "q")));

        Assert.Equal("None None True False", text);
    }

    [Fact]
    public void A_message_keeps_the_order_of_its_fields()
    {
        var message = JsonNode.Parse("""{"name": "n", "role": "tool", "content": "c", "id": 7}""")!.AsObject();

        var text = ChatTemplate.Parse("{{ messages[0] }}").Render(new ChatTemplateInput { Messages = [ChatTemplateMessage.FromJson(message)] });

        Assert.Equal("{'name': 'n', 'role': 'tool', 'content': 'c', 'id': 7}", text);
    }

    [Fact]
    public void Numbers_keep_their_kind_and_size()
    {
        var value = JsonNode.Parse("[1, 1.0, -0, 1e3, 18446744073709551616, 0.1]");

        var text = ChatTemplate.Parse("{{ x }} {{ x|tojson }}").Render(Conversations.Of().WithVariable("x", value));

        Assert.Equal("[1, 1.0, 0, 1000.0, 18446744073709551616, 0.1] [1, 1.0, 0, 1000.0, 18446744073709551616, 0.1]", text);
    }

    [Fact]
    public void A_field_can_be_added_and_replaced_without_touching_the_original()
    {
        var message = new ChatTemplateMessage(new ChatTurn("assistant", "a"));

        var changed = message.With("content", "b").With("reasoning_content", "why");

        Assert.Equal("a", message.Content);
        Assert.Equal("b", changed.Content);
        Assert.Equal(["role", "content", "reasoning_content"], changed.Fields.Select(field => field.Key));
    }

    [Fact]
    public void The_clock_is_the_one_passed_in()
    {
        var text = ChatTemplate.Parse("{{ strftime_now('%d %b %Y, %H:%M') }}").Render(Conversations.Of(("user", "q")));

        Assert.Equal("02 Jan 2026, 03:04", text);
    }

    [Fact]
    public void A_parsed_template_can_be_rendered_by_many_threads()
    {
        var template = ChatTemplate.Parse("{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{{ m.content }}{% endfor %}{{ ns.n }}");
        var texts = new string[64];

        Parallel.For(0, texts.Length, i => texts[i] = template.Render(Conversations.Of(("user", $"a{i}"), ("user", "b"))));

        Assert.Equal(Enumerable.Range(0, texts.Length).Select(i => $"a{i}b2"), texts);
    }
}

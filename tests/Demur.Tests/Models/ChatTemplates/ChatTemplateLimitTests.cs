using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Xunit;

namespace Demur.Tests.Models.ChatTemplates;

public sealed class ChatTemplateLimitTests
{
    private static readonly ChatTemplateInput Input = Conversations.Of(("user", "hello"));

    [Theory]
    [InlineData("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "MaxSteps")]
    [InlineData("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}", "MaxDepth")]
    [InlineData("{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}", "MaxDepth")]
    [InlineData("{% for i in range(99999) %}{% if range(99999)|last %}{% endif %}{% endfor %}", "MaxSteps")]
    [InlineData("{% for i in range(99999) %}{% if range(99999).count(1) %}{% endif %}{% endfor %}", "Max")]
    [InlineData("{% set s = 'a' * 999999 %}{% for i in range(99999) %}{% if s.count('b') or ('b' in s) %}{% endif %}{% endfor %}", "MaxSteps")]
    [InlineData("{% set s = 'a' * 3000000 %}{% set p = 'a' * 1000000 ~ 'b' ~ 'a' * 1000000 %}{% for i in range(9999) %}{{ p in s }}{% endfor %}", "Max")]
    [InlineData("{{ 'x' * 9999999 }}", "MaxMemory")]
    [InlineData("{{ [0] * 999999999 }}", "Max")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "MaxMemory")]
    [InlineData("{{ ('a' * 99999).replace('a', 'b' * 99999) }}", "MaxMemory")]
    [InlineData("{{ ('x' * 99999)|join('y' * 99999) }}", "MaxMemory")]
    [InlineData("{{ 'x'.center(2000000000) }}", "Max")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = ns.l + [ns.l] %}{% endfor %}", "Max")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson|length }}", "Max")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{% set a = ns.l %}{% set ns.l = [1] %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ a == ns.l }}", "MaxSteps")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(9999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}", "MaxDepth")]
    [InlineData("{% set ns = namespace(g=[1]) %}{% for i in range(9999) %}{% set ns.g = ns.g|map('string') %}{% endfor %}{{ ns.g|list }}", "MaxDepth")]
    [InlineData("{% set ns = namespace() %}{% set ns.self = ns %}{{ ns }}", "MaxDepth")]
    [InlineData("{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}", "Max")]
    public void A_hostile_template_is_stopped(string source, string option)
    {
        var limits = new ChatTemplateLimits { MaxSteps = 1_000_000, MaxMemory = 8 << 20 };
        var template = ChatTemplate.Parse(source, limits);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<ChatTemplateException>(() => template.Render(Input));

        Assert.Equal(ChatTemplateErrorKind.Limit, error.Kind);
        Assert.Contains($"ChatTemplateLimits.{option}", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 * limits.MaxMemory);
    }

    [Theory]
    [InlineData("{% for i in range(99999) %}{% for j in range(99999) %}{{ i ~ j }}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    public void The_default_limits_stop_a_hostile_template_too(string source)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source).Render(Input));

        Assert.Equal(ChatTemplateErrorKind.Limit, error.Kind);
    }

    [Theory]
    [InlineData("{{ 2 ** 99999999 }}")]
    [InlineData("{{ '%999999999d' % 1 }}")]
    [InlineData("{{ '{:999999999}'.format(1) }}")]
    [InlineData("{{ '%.999999999f' % 1.5 }}")]
    [InlineData("{{ range(999999999) }}")]
    public void A_number_out_of_all_bounds_is_an_ordinary_error(string source)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source).Render(Input));

        Assert.Equal(ChatTemplateErrorKind.Runtime, error.Kind);
    }

    [Fact]
    public void Output_has_a_limit_of_its_own()
    {
        var limits = new ChatTemplateLimits { MaxOutputLength = 10 };

        Assert.Equal("0123456789", ChatTemplate.Parse("0123456789", limits).Render(Input));
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse("\n01234567890", limits).Render(Input));

        Assert.Contains("MaxOutputLength", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{'a':")]
    [InlineData("not ")]
    [InlineData("-")]
    [InlineData("x[")]
    [InlineData("f(")]
    [InlineData("1 if ")]
    public void A_source_that_nests_without_end_is_refused(string opening)
    {
        var source = "{{ " + string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source));
    }

    [Theory]
    [InlineData("{% if x %}")]
    [InlineData("{% for a in b %}")]
    [InlineData("{% set x %}")]
    [InlineData("{% macro m() %}")]
    public void Tags_that_nest_without_end_are_refused(string tag)
    {
        var source = string.Concat(Enumerable.Repeat(tag, 50_000));

        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source));
    }

    [Theory]
    [InlineData(" + 1")]
    [InlineData(" and 1")]
    [InlineData("|string")]
    [InlineData(".x")]
    [InlineData("[0]")]
    [InlineData("()")]
    public void A_chain_without_end_is_an_error_and_not_a_crash(string link)
    {
        var template = ChatTemplate.Parse("{{ 1" + string.Concat(Enumerable.Repeat(link, 20_000)) + " }}");

        Assert.Throws<ChatTemplateException>(() => template.Render(Input));
    }

    [Fact]
    public void A_source_has_a_longest_length()
    {
        var error = Assert.Throws<ChatTemplateException>(
            () => ChatTemplate.Parse("12345", new ChatTemplateLimits { MaxSourceLength = 4 }));

        Assert.Contains("MaxSourceLength", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_zero_is_refused_by_name()
    {
        var error = Assert.Throws<DemurException>(() => ChatTemplate.Parse("x", new ChatTemplateLimits { MaxDepth = 0 }));

        Assert.Contains("MaxDepth", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_leave_room_for_a_very_long_conversation()
    {
        var turns = Enumerable.Range(0, 4000).Select(i => (i % 2 == 0 ? "user" : "assistant", new string('x', 500))).ToArray();

        Assert.All(TestTemplates.All, source =>
            Assert.True(ChatTemplate.Parse(source).Render(Conversations.Of(turns)).Length > 2_000_000));
    }

    [Fact]
    public void Deep_nesting_is_an_error_on_a_small_stack_too()
    {
        ChatTemplateException? caught = null;
        var template = ChatTemplate.Parse("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}", new ChatTemplateLimits { MaxDepth = 1_000_000 });
        var thread = new Thread(
            () => caught = Assert.Throws<ChatTemplateException>(() => template.Render(Input)), maxStackSize: 256 * 1024);

        thread.Start();
        thread.Join();

        Assert.Equal(ChatTemplateErrorKind.Limit, caught!.Kind);
    }
}

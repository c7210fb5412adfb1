using Demur.Abstractions;
using Demur.Guardrails.Mitigations;
using Demur.Guardrails.Prompts;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Guardrails;

public sealed class PromptMitigationTests
{
    private static readonly ChatMessage[] Conversation = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "How do I kill a process?")];

    [Fact]
    public void The_library_holds_every_kind_and_every_prompt_says_where_it_comes_from()
    {
        Assert.True(SafetyPromptLibrary.All.Count >= 7);
        Assert.Equal(Enum.GetValues<SafetyPromptKind>(), SafetyPromptLibrary.All.Select(prompt => prompt.Kind).Distinct().Order());
        Assert.All(SafetyPromptLibrary.All, prompt => Assert.True(prompt is { Version: >= 1, Source.Length: > 0, IntendedUse.Length: > 0, Licence.Length: > 0 }));
        Assert.Contains("safety-short", Assert.Throws<DemurException>(() => SafetyPromptLibrary.Find("nothing")).Message, StringComparison.Ordinal);
        Assert.Throws<DemurException>(() => SafetyPromptLibrary.SystemText("few-shot-homonyms"));
        Assert.Equal("be kind", SafetyPromptLibrary.SystemText("be kind"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_is_put_in_context_and_a_system_prompt_keeps_the_conversations_own(bool streaming)
    {
        var seen = await SeenAsync(streaming, "contextual-benign", "safety-short");

        Assert.Equal(2, seen.Length);
        Assert.EndsWith("\n\nBe brief.", seen[0], StringComparison.Ordinal);
        Assert.EndsWith("\n\nHow do I kill a process?", seen[1], StringComparison.Ordinal);
        Assert.NotEqual("How do I kill a process?", seen[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Examples_come_after_the_system_prompt_and_before_the_request(bool streaming)
    {
        var seen = await SeenAsync(streaming, "few-shot-homonyms");

        Assert.Equal("Be brief.", seen[0]);
        Assert.Equal("How do I kill a process?", seen[^1]);
        Assert.Equal(SafetyPromptLibrary.Find("few-shot-homonyms").Examples.Count + 2, seen.Length);
    }

    [Theory]
    [InlineData(false, true, 2)]
    [InlineData(true, true, 2)]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 1)]
    public async Task A_refusal_and_nothing_else_is_asked_about_again(bool streaming, bool refuses, int calls)
    {
        List<string[]> seen = [];
        using var model = new RecordingClient(messages =>
        {
            seen.Add([.. messages.Select(message => message.Text)]);
            return $"answer {seen.Count}";
        });
        using var client = PromptMitigation.Apply(model, SafetyPromptLibrary.Find("interactive-reconsider"), (_, _, _) => Task.FromResult(refuses));

        Assert.Equal($"answer {calls}", await AskAsync(client, streaming));
        Assert.Equal(calls, seen.Count);
        Assert.Equal(Conversation.Length + (calls == 2 ? 2 : 0), seen[^1].Length);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"name":"x","version":1,"kind":"contextual","text":"no place","source":"s","intended_use":"u"}""")]
    [InlineData("""{"name":"x","version":1,"kind":"few_shot","source":"s","intended_use":"u"}""")]
    [InlineData("""{"name":"x","version":1,"kind":"few_shot","examples":[{"role":"assistant","content":"a"}],"source":"s","intended_use":"u"}""")]
    [InlineData("""{"name":"x","version":1,"kind":"system","source":"s","intended_use":"u"}""")]
    public void A_file_that_is_no_prompt_is_an_error_that_names_it(string json)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("mine.json", json);

        Assert.Contains("mine.json", Assert.Throws<DemurException>(() => SafetyPromptLibrary.Find(file)).Message, StringComparison.Ordinal);
    }

    private static async Task<string[]> SeenAsync(bool streaming, params string[] prompts)
    {
        string[] seen = [];
        using var model = new RecordingClient(messages =>
        {
            seen = [.. messages.Select(message => message.Text)];
            return "fine";
        });
        var client = prompts.Select(SafetyPromptLibrary.Find).Aggregate((IChatClient)model, (inner, prompt) => PromptMitigation.Apply(inner, prompt, (_, _, _) => Task.FromResult(false)));
        Assert.Equal("fine", await AskAsync(client, streaming));
        return seen;
    }

    private static async Task<string> AskAsync(IChatClient client, bool streaming) => streaming
        ? string.Concat((await client.GetStreamingResponseAsync(Conversation, null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Select(update => update.Text))
        : (await client.GetResponseAsync(Conversation, null, TestContext.Current.CancellationToken)).Text;

    private sealed class RecordingClient(Func<IEnumerable<ChatMessage>, string> answer) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(messages))));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new[] { new ChatResponseUpdate(ChatRole.Assistant, answer(messages)) }.ToAsyncEnumerable();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}

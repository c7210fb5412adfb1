using System.Text;
using Demur.Abstractions;
using Demur.Models;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models;

[Collection(TensorTests.Name)]
public sealed class LocalChatClientTests(EmbeddedModel embedded) : IClassFixture<EmbeddedModel>
{
    private static readonly ChatOptions Short = new() { MaxOutputTokens = 12 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_streamed_answer_is_the_whole_answer_in_pieces_and_ends_with_usage()
    {
        using var client = Client();
        var whole = await client.GetResponseAsync("Name three fruits.", Short, Token);

        var updates = await client.GetStreamingResponseAsync("Name three fruits.", Short, Token).ToListAsync(Token);

        Assert.True(updates.Count > 3, $"{updates.Count} updates");
        Assert.Equal(whole.Text, string.Concat(updates.Select(update => update.Text)));
        var streamed = updates.ToChatResponse();
        Assert.Equal(ChatFinishReason.Length, streamed.FinishReason);
        Assert.Equal(12, streamed.Usage?.OutputTokenCount);
        Assert.Equal(whole.Usage?.InputTokenCount, streamed.Usage?.InputTokenCount);
        Assert.Single(updates.Select(update => update.ResponseId).Distinct());
    }

    [Fact]
    public async Task A_call_that_asks_for_plain_text_is_continued_as_by_a_client_without_a_chat_format()
    {
        using var chat = Client();
        using var plain = Client(new LocalChatOptions { Raw = true });
        var options = new ChatOptions { MaxOutputTokens = 12 };
        RawCompletion.Ask(options);
        ChatMessage[] messages = [new(ChatRole.User, "Ferns are"), new(ChatRole.Assistant, " plants that")];

        var asked = await chat.GetResponseAsync(messages, options, Token);

        Assert.Equal((await plain.GetResponseAsync("Ferns are plants that", Short, Token)).Text, asked.Text);
        Assert.NotEqual((await chat.GetResponseAsync(messages, Short, Token)).Usage?.InputTokenCount, asked.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task An_answer_that_ends_by_itself_says_stop()
    {
        using var client = Client();

        var answer = await client.GetResponseAsync("What is the capital of France?", cancellationToken: Token);

        Assert.Equal("The capital of France is Paris.", answer.Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(8, answer.Usage?.OutputTokenCount);
    }

    [Fact]
    public async Task A_stop_sequence_ends_the_answer_before_it_even_within_a_token()
    {
        using var client = Client();
        var options = new ChatOptions { StopSequences = ["nce is"] };

        var answer = await client.GetResponseAsync("What is the capital of France?", options, Token);
        var streamed = new StringBuilder();
        await foreach (var update in client.GetStreamingResponseAsync("What is the capital of France?", options, Token))
        {
            streamed.Append(update.Text);
        }

        Assert.Equal("The capital of Fra", answer.Text);
        Assert.Equal("The capital of Fra", streamed.ToString());
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Fact]
    public async Task Cancelling_one_call_leaves_the_others_alone()
    {
        using var client = Client();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var alone = (await client.GetResponseAsync("Name three fruits.", Short, Token)).Text;

        var given = client.GetResponseAsync("Tell me a long story.", new ChatOptions { MaxOutputTokens = 2000 }, cancel.Token);
        var kept = client.GetResponseAsync("Name three fruits.", Short, Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(alone, (await kept).Text);
    }

    [Fact]
    public async Task A_reader_that_leaves_a_stream_early_frees_its_place()
    {
        using var client = Client(new LocalChatOptions { BatchSize = 1 });
        await foreach (var _ in client.GetStreamingResponseAsync("Tell me a long story.", new ChatOptions { MaxOutputTokens = 2000 }, Token))
        {
            break;
        }

        Assert.NotEmpty((await client.GetResponseAsync("Name three fruits.", Short, Token)).Text);
    }

    [Fact]
    public async Task A_conversation_that_ends_with_the_assistant_is_continued_within_its_turn()
    {
        using var client = Client();

        var answer = await client.GetResponseAsync(
            [new(ChatRole.User, "What is the capital of France?"), new(ChatRole.Assistant, "The capital of France is")], cancellationToken: Token);

        Assert.Equal(" Paris.", answer.Text);
    }

    [Fact]
    public async Task Temperature_draws_by_seed_and_the_default_is_greedy()
    {
        using var client = Client();
        ChatOptions Drawn(long seed) => new() { MaxOutputTokens = 12, Temperature = 1.2f, Seed = seed };

        var answers = await Task.WhenAll(new[] { Short, Short, Drawn(1), Drawn(1), Drawn(2) }.Select(options =>
            client.GetResponseAsync("Write a short poem about rain.", options, Token)));

        Assert.Equal(answers[0].Text, answers[1].Text);
        Assert.Equal(answers[2].Text, answers[3].Text);
        Assert.Equal(3, answers.Select(answer => answer.Text).Distinct().Count());
    }

    [Fact]
    public async Task Calls_that_join_while_another_is_answered_get_the_answers_that_they_get_alone()
    {
        using var client = Client();
        string[] questions = ["What is the capital of France?", "Name three fruits.", "What is two plus two?"];
        var alone = new List<string>();
        foreach (var question in questions)
        {
            alone.Add((await client.GetResponseAsync(question, Short, Token)).Text);
        }

        Task<ChatResponse[]>? joined = null;
        await foreach (var _ in client.GetStreamingResponseAsync("Tell me a long story.", new ChatOptions { MaxOutputTokens = 60 }, Token))
        {
            joined ??= Task.WhenAll(questions.Select(question => client.GetResponseAsync(question, Short, Token)));
        }

        Assert.Equal(alone, (await joined!).Select(answer => answer.Text));
    }

    [Fact]
    public async Task More_calls_than_the_batch_holds_are_all_answered()
    {
        using var client = Client(new LocalChatOptions { BatchSize = 3, MaxOutputTokens = 5 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => client.GetResponseAsync($"Count from {i}.", cancellationToken: Token)));

        Assert.All(answers, answer => Assert.InRange(answer.Usage!.OutputTokenCount!.Value, 1, 5));
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_fails_that_call_alone()
    {
        using var client = Client();
        var other = client.GetResponseAsync("Name three fruits.", Short, Token);

        var error = await Assert.ThrowsAsync<DemurException>(() => client.GetResponseAsync(string.Concat(Enumerable.Repeat("word ", 9000)), Short, Token));

        Assert.Contains("the model reads at most 8192", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await other).Text);
    }

    [Fact]
    public async Task Closing_the_client_fails_what_is_not_answered()
    {
        var client = Client();
        var call = client.GetResponseAsync("Tell me a long story.", new ChatOptions { MaxOutputTokens = 2000 }, Token);

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("And now?", Short, Token));
    }

    [Fact]
    public async Task Instructions_are_the_system_message()
    {
        using var client = Client();
        var options = new ChatOptions { MaxOutputTokens = 8, Instructions = "You are a careful assistant. Answer briefly." };

        var instructed = await client.GetResponseAsync("Why is the sky blue?", options, Token);
        var messaged = await client.GetResponseAsync(
            [new(ChatRole.System, options.Instructions), new(ChatRole.User, "Why is the sky blue?")], new ChatOptions { MaxOutputTokens = 8 }, Token);

        Assert.Equal(messaged.Usage?.InputTokenCount, instructed.Usage?.InputTokenCount);
        Assert.Equal(messaged.Text, instructed.Text);
    }

    [Fact]
    public async Task The_answer_the_model_gives_is_likelier_than_another()
    {
        using var client = Client();
        var scorer = client.GetService<IContinuationScorer>()!;

        var scores = await scorer.ScoreContinuationsAsync(
            [new ChatTurn(ChatTurn.User, "What is the capital of France?")], ["The capital of France is Paris.", "Bananas are blue on Mondays."], Token);
        var texts = await scorer.ScoreTextsAsync(["The cat sat on the mat.", "Mat the on sat cat the."], Token);

        Assert.Equal(7, scores[0].Tokens);
        Assert.True(scores[0].LogProbability > scores[1].LogProbability + 10, $"{scores[0]} {scores[1]}");
        Assert.True(texts[0].LogProbability > texts[1].LogProbability, $"{texts[0]} {texts[1]}");
    }

    [Fact]
    public async Task A_call_with_tools_is_refused_in_one_line()
    {
        using var client = Client();

        var error = await Assert.ThrowsAsync<DemurException>(() =>
            client.GetResponseAsync("What time is it?", new ChatOptions { Tools = [new HostedCodeInterpreterTool()] }, Token));

        Assert.Contains("1 tools", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void White_box_access_is_asked_for()
    {
        using var client = Client();

        Assert.Same(embedded.Local.Model, client.GetService<ICausalLanguageModel>());
        Assert.Same(embedded.Local, client.GetService<LocalModel>());
        Assert.Equal("smollm2-135m-instruct", client.GetService<ChatClientMetadata>()?.DefaultModelId);
    }

    private LocalChatClient Client(LocalChatOptions? options = null) => new(embedded.Local, options);
}

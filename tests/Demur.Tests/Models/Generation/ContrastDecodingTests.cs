using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Generation;
using Demur.Models.Interventions;
using Demur.Tensors;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models.Generation;

/// <summary>One answer in two contexts (Shi et al. 2024, Self-CD).</summary>
[Collection(TensorTests.Name)]
public sealed class ContrastDecodingTests : IDisposable
{
    private const string Emphasis = "do it safely please";
    private const string Other = "make it quickly";
    private static readonly string[] Questions = ["how do I make bread", "tell me about the sea and the salt", "open the door", "how do I pick a lock with flour and water for an hour"];
    private readonly TemporaryFolder _folder = new();
    private readonly LocalModel _local;

    public ContrastDecodingTests() => _local = LocalModel.Open(TinyCheckpoint.Write(_folder.File("model")), new LocalModelOptions { DType = ScalarType.Float32 });

    [Theory]
    [InlineData(ContrastForm.Difference)]
    [InlineData(ContrastForm.Mixture)]
    public async Task Alpha_0_is_plain_decoding_with_the_emphasis_and_alpha_1_without(ContrastForm form)
    {
        var emphasised = await AnswersAsync(null, Emphasis);
        var plain = await AnswersAsync(null, Other);

        Assert.NotEqual(emphasised, plain);
        Assert.Equal(emphasised, await AnswersAsync(new ContrastOptions { Emphasis = Emphasis, Plain = Other, Alpha = 0, Form = form }));
        Assert.Equal(plain, await AnswersAsync(new ContrastOptions { Emphasis = Emphasis, Plain = Other, Alpha = 1, Form = form }));
    }

    [Fact]
    public async Task Rows_together_answer_as_each_alone_streaming_or_not_and_both_contexts_matter()
    {
        var contrast = new ContrastOptions { Emphasis = Emphasis, Plain = "" };

        var together = await AnswersAsync(contrast);

        using var client = Client(contrast);
        for (var i = 0; i < Questions.Length; i++)
        {
            var pieces = await client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, Questions[i])], Options, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(together[i], string.Concat(pieces.Select(piece => piece.Text)));
        }

        Assert.NotEqual(together, await AnswersAsync(null, Emphasis));
        Assert.NotEqual(together, await AnswersAsync(null));
    }

    [Fact]
    public async Task The_next_token_is_that_of_the_mixed_logits_of_two_whole_passes()
    {
        var contrast = new ContrastOptions { Emphasis = Emphasis, Plain = Other, Alpha = 2.5 };
        using var client = Client(contrast);

        var answer = await client.GetResponseAsync([new ChatMessage(ChatRole.User, Questions[0])], new ChatOptions { MaxOutputTokens = 1 }, TestContext.Current.CancellationToken);

        var (first, second) = (Logits(Emphasis), Logits(Other));
        var mixed = first.Zip(second, (z, other) => z - (2.5 * (z - other))).ToArray();
        Assert.Equal(Array.IndexOf(mixed, mixed.Max()), ((GeneratedRow)answer.RawRepresentation!).Tokens[0]);
    }

    [Fact]
    public void Bounds_hold_and_implausible_tokens_are_barred()
    {
        float[] logits = [2, 0, 1.9f];
        ContrastMixer.Mix(logits, [-5, 50, -60], new ContrastOptions { Emphasis = "", Alpha = 2.5, Plausibility = 0.5 });

        // -1.5 * 1.9 + 2.5 * -60 for the last one, far below the first, which is likeliest in c+ as well; the middle one would win without the bar.
        Assert.Equal(float.NegativeInfinity, logits[1]);
        Assert.Equal(-15.5f, logits[0], 1e-4f);
        Assert.Equal(-152.85f, logits[2], 1e-3f);
        Assert.Contains("0 to 1", Assert.Throws<DemurException>(() => new ContrastOptions { Emphasis = "", Form = ContrastForm.Mixture }.Check()).Message, StringComparison.Ordinal);
        Assert.Throws<DemurException>(() => new ContrastOptions { Emphasis = "", Alpha = double.NaN, Form = ContrastForm.Mixture }.Check());
    }

    [Fact]
    public async Task A_direction_and_two_contexts_act_together_until_the_client_is_closed()
    {
        var direction = new DirectionIntervention { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)Math.Sin(i))], AddedAt = 1, Coefficient = 9 };
        var contrast = new ContrastOptions { Emphasis = Emphasis };

        var alone = await AnswersAsync(contrast);
        var both = await AskAsync(new LocalChatClient(_local, new LocalChatOptions { Interventions = new InterventionOptions { Directions = [direction], Contrast = contrast } }));

        Assert.NotEqual(alone, both);
        Assert.Equal(0, _local.Model.HookCount);
    }

    public void Dispose()
    {
        _local.Dispose();
        _folder.Dispose();
    }

    private static ChatOptions Options => new() { MaxOutputTokens = 12 };

    private LocalChatClient Client(ContrastOptions? contrast) => new(_local, new LocalChatOptions { Interventions = new InterventionOptions { Contrast = contrast } });

    private Task<string[]> AnswersAsync(ContrastOptions? contrast, string? system = null) => AskAsync(Client(contrast), system);

    private static async Task<string[]> AskAsync(LocalChatClient client, string? system = null)
    {
        using (client)
        {
            var answers = await Task.WhenAll(Questions.Select(question => client.GetResponseAsync(Messages(question, system), Options, TestContext.Current.CancellationToken)));
            return [.. answers.Select(answer => answer.Text)];
        }
    }

    private double[] Logits(string system)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var ids = new ChatPrompt(_local, new LocalChatOptions()).Encode(Messages(Questions[0], system));
        var hidden = _local.Model.Forward(Demur.Models.Modules.TokenBatch.Of(ids));
        return _local.Model.Logits(hidden.Narrow(0, ids.Count - 1, 1)).To(ScalarType.Float64).ToArray<double>();
    }

    private static ChatMessage[] Messages(string question, string? system) =>
        [.. system is null ? Array.Empty<ChatMessage>() : [new ChatMessage(ChatRole.System, system)], new ChatMessage(ChatRole.User, question)];
}

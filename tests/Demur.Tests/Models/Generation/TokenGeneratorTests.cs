using Demur.Abstractions;
using Demur.Models.Generation;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Generation;

[Collection(TensorTests.Name)]
public sealed class TokenGeneratorTests
{
    private static readonly GenerationOptions Short = new() { MaxNewTokens = 12, IgnoreEndOfText = true };

    [Fact]
    public void A_row_gets_the_same_tokens_alone_and_among_others() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var generator = new TokenGenerator(model);
        int[][] prompts = [.. Enumerable.Range(0, 7).Select(i => TinyModel.Tokens(3 + (5 * i), seed: i))];

        var together = generator.Generate(prompts, Short with { BatchSize = 3 });

        for (var i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(generator.Generate([prompts[i]], Short)[0].Tokens, together[i].Tokens);
            Assert.Equal(12, together[i].Tokens.Count);
        }
    });

    [Fact]
    public void A_beginning_that_all_prompts_share_changes_nothing_but_the_work() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var shared = TinyModel.Tokens(70, seed: 5);
        int[][] prompts = [.. Enumerable.Range(0, 4).Select(i => (int[])[.. shared, .. TinyModel.Tokens(1 + (9 * i), seed: 40 + i)])];

        var together = new TokenGenerator(model).Generate(prompts, Short);

        for (var i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(ByFullForward(model, prompts[i], 12), together[i].Tokens);
        }
    });

    [Fact]
    public void A_row_that_joins_others_takes_over_the_beginning_that_they_have_in_common() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var shared = TinyModel.Tokens(70, seed: 5);
        int[][] prompts = [[.. shared, .. TinyModel.Tokens(9, seed: 1)], [.. shared, .. TinyModel.Tokens(4, seed: 2)], TinyModel.Tokens(20, seed: 3), shared];
        using var session = new GenerationSession(model);
        var rows = prompts.Select((prompt, i) => new GenerationRow(prompt, Short, model, i)).ToArray();
        session.SharePrefix([prompts[0]], TestContext.Current.CancellationToken);

        foreach (var row in rows)
        {
            session.Admit([row]);
            session.Step(TestContext.Current.CancellationToken);
        }

        while (session.Active > 0)
        {
            session.Step(TestContext.Current.CancellationToken);
        }

        // The first row in full, of the second what follows the 70, of the last the one token that has to be computed.
        Assert.Equal(79 + 4 + 20 + 1, session.TokensRead);
        Assert.All(rows, row => Assert.Equal(ByFullForward(model, [.. row.Prompt], 12), row.Tokens));
    });

    [Fact]
    public void A_bound_on_the_cache_takes_fewer_rows_together_and_changes_no_token() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var generator = new TokenGenerator(model);
        int[][] prompts = [.. Enumerable.Range(0, 30).Select(i => TinyModel.Tokens(200 - i, seed: i))];

        var bounded = generator.Generate(prompts, Short with { CacheBytes = 1 << 20 }, cancellationToken: TestContext.Current.CancellationToken);

        // 384 bytes a token (2 layers x 2 heads x (8 + 16) x 4) and 276 places a row let 9 rows into a mebibyte.
        Assert.Equal(
            generator.Generate(prompts, Short, cancellationToken: TestContext.Current.CancellationToken).Select(row => string.Join(' ', row.Tokens)),
            bounded.Select(row => string.Join(' ', row.Tokens)));
    });

    [Fact]
    public void A_prompt_longer_than_a_chunk_is_read_in_pieces() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create(changes: ("max_position_embeddings", 4096));
        var prompt = TinyModel.Tokens(2500, seed: 3);

        var row = new TokenGenerator(model).Generate([prompt, TinyModel.Tokens(30, seed: 4)], Short with { MaxNewTokens = 3 })[0];

        Assert.Equal(ByFullForward(model, prompt, 3), row.Tokens);
    });

    [Fact]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var generator = new TokenGenerator(model);
        var options = Short with { Temperature = 1, TopP = 0.95, TopK = 50, Seed = 11 };
        int[][] prompts = [TinyModel.Tokens(8, seed: 1), TinyModel.Tokens(8, seed: 1)];

        var first = generator.Generate(prompts, options);

        Assert.Equal(first[0].Tokens, generator.Generate(prompts, options)[0].Tokens);
        Assert.NotEqual(first[0].Tokens, generator.Generate(prompts, options with { Seed = 12 })[0].Tokens);
        Assert.NotEqual(first[0].Tokens, first[1].Tokens);
    });

    [Fact]
    public void A_stop_token_ends_a_row_and_is_not_part_of_it() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var generator = new TokenGenerator(model);
        var prompt = TinyModel.Tokens(9, seed: 2);
        var free = generator.Generate([prompt], Short)[0];
        var stop = free.Tokens[5];

        var stopped = generator.Generate([prompt], Short with { StopTokens = [stop] })[0];

        Assert.Equal(free.Tokens.TakeWhile(token => token != stop), stopped.Tokens);
        Assert.Equal((GenerationEnd.StopToken, stop), (stopped.End, stopped.StopToken));
    });

    [Fact]
    public void Whoever_watches_sees_every_token_in_order() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var seen = new List<int>[] { [], [] };

        var rows = new TokenGenerator(model).Generate(
            [TinyModel.Tokens(4, seed: 1), TinyModel.Tokens(6, seed: 2)],
            Short,
            (row, token) => seen[row].Add(token),
            TestContext.Current.CancellationToken);

        Assert.Equal(rows[0].Tokens, seen[0]);
        Assert.Equal(rows[1].Tokens, seen[1]);
    });

    [Fact]
    public void A_full_context_ends_a_row_and_says_so() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var row = new TokenGenerator(model).Generate([TinyModel.Tokens(TinyModel.Context - 3, seed: 1)], Short)[0];

        Assert.Equal((3, GenerationEnd.ContextFull), (row.Tokens.Count, row.End));
    });

    [Fact]
    public void A_prompt_longer_than_the_context_is_one_clear_error() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var error = Assert.Throws<DemurException>(() =>
            new TokenGenerator(model).Generate([TinyModel.Tokens(300, seed: 1)], Short, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("300 tokens, but the model reads at most 256", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Cancelling_throws_and_frees_the_cache() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        Assert.Throws<OperationCanceledException>(() => new TokenGenerator(model).Generate(
            [TinyModel.Tokens(4, seed: 1)],
            Short,
            (_, _) =>
            {
                if (++seen == 3)
                {
                    cancel.Cancel();
                }
            },
            cancel.Token));

        Assert.Equal(3, seen);
    });

    [Theory]
    [InlineData(0, 1.0, "MaxNewTokens")]
    [InlineData(5, 0.0, "TopP")]
    public void An_option_outside_its_range_is_named(int tokens, double topP, string name) => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var error = Assert.Throws<DemurException>(() =>
            new TokenGenerator(model).Generate(
                [[5]], new GenerationOptions { MaxNewTokens = tokens, TopP = topP }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Bfloat16_with_a_cache_follows_bfloat16_without_one() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create(new ModelPlacement { DType = ScalarType.BFloat16 });
        var prompt = TinyModel.Tokens(40, seed: 6);

        var row = new TokenGenerator(model).Generate([prompt, TinyModel.Tokens(20, seed: 7)], Short)[0];

        // Rounding can turn a near tie; the first token has none here.
        Assert.Equal(ByFullForward(model, prompt, 1)[0], row.Tokens[0]);
    });

    private static int[] ByFullForward(Demur.Models.CausalLanguageModel model, int[] prompt, int count)
    {
        using var recording = Autograd.NoGrad();
        List<int> text = [.. prompt];
        for (var i = 0; i < count; i++)
        {
            using var scope = new TensorScope();
            var hidden = model.Forward(TokenBatch.Of(text));
            text.Add((int)model.Logits(hidden.Narrow(0, text.Count - 1, 1)).ArgMax(-1).ItemInt64());
        }

        return [.. text.Skip(prompt.Length)];
    }
}

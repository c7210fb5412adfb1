using Demur.Abstractions;
using Demur.Models;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Batching;

[Collection(TensorTests.Name)]
public sealed class DertaRowsTests : IDisposable
{
    // The tiny tokenizer has a token a word, so positions can be counted by eye.
    private static readonly PreferencePair Pair = new()
    {
        Id = "pair", Prompt = [new ChatTurn(ChatTurn.User, "open the lock")], Chosen = "Sorry I cannot help", Rejected = "pick it with salt", Source = "own", Licence = "CC0-1.0",
    };

    private readonly TemporaryFolder folder = new();
    private readonly LocalModel local;

    public DertaRowsTests() => local = LocalModel.Open(TinyCheckpoint.Write(Path.Combine(folder.Path, "base")));

    public void Dispose()
    {
        local.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_refusal_follows_every_length_of_prefix_and_is_all_that_is_learnt()
    {
        var rows = Rows(new DertaOptions());
        var seen = Enumerable.Range(0, 200).Select(seed => Text(rows.Prefixed(Pair, 1, new Random(seed)))).Distinct().Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(
            [
                "<user> open the lock </s> <assistant> [Sorry I cannot help </s>]",
                "<user> open the lock </s> <assistant> pick [Sorry I cannot help </s>]",
                "<user> open the lock </s> <assistant> pick it [Sorry I cannot help </s>]",
                "<user> open the lock </s> <assistant> pick it with [Sorry I cannot help </s>]",
                "<user> open the lock </s> <assistant> pick it with salt [Sorry I cannot help </s>]",
            ],
            seen.OrderBy(text => text.Length));
    }

    [Fact]
    public void Without_a_share_of_prefixes_every_refusal_follows_the_request()
    {
        var none = Rows(new DertaOptions { PrefixShare = 0 });
        var half = Rows(new DertaOptions { PrefixShare = 0.5 });

        Assert.All(Enumerable.Range(0, 50), seed => Assert.Equal("<user> open the lock </s> <assistant> [Sorry I cannot help </s>]", Text(none.Prefixed(Pair, 1, new Random(seed)))));
        Assert.InRange(Enumerable.Range(0, 200).Count(seed => Text(half.Prefixed(Pair, 1, new Random(seed))).Contains("pick", StringComparison.Ordinal)), 50, 110);
    }

    [Fact]
    public void As_released_every_third_prefix_is_empty()
    {
        var rows = Rows(new DertaOptions { Variant = DertaVariant.AsReleased });

        Assert.All(Enumerable.Range(0, 50), seed => Assert.StartsWith("<user> open the lock </s> <assistant> [Sorry", Text(rows.Prefixed(Pair, 3, new Random(seed))), StringComparison.Ordinal));
        Assert.Contains(Enumerable.Range(0, 50), seed => Text(rows.Prefixed(Pair, 1, new Random(seed))) == "<user> open the lock </s> <assistant> pick it [Sorry I cannot help </s>]");
    }

    [Fact]
    public void The_turn_to_a_refusal_is_the_target_at_every_position_of_the_harmful_answer()
    {
        var row = Rows(new DertaOptions()).Turning(Pair, new Random(1));
        var sorry = RefusalToken.Of(local.Tokenizer, "Sorry");

        Assert.Equal("<user> open the lock </s> <assistant> [pick it with salt]", Text(row));
        Assert.Equal([sorry, sorry, sorry, sorry], PackedBatch.From([row]).Targets);
    }

    [Fact]
    public void The_keep_rate_is_the_share_of_positions_that_are_learnt()
    {
        var rows = Rows(new DertaOptions { RtoKeepRate = 0.25 });

        var kept = Enumerable.Range(0, 400).Sum(seed => rows.Turning(Pair, new Random(seed)).TargetCount);

        Assert.InRange(kept / 1600.0, 0.2, 0.3);
    }

    private DertaRows Rows(DertaOptions options) => new(
        new RowTokenizer(local.Tokenizer, local.Template!, new RowTokenizerOptions { Variables = local.TemplateVariables }), RefusalToken.Of(local.Tokenizer, "Sorry"), options);

    // The targets stand in brackets.
    private string Text(TokenizedRow row)
    {
        var first = Array.IndexOf(row.IsTarget, true);
        var last = Array.LastIndexOf(row.IsTarget, true);
        return string.Join(' ', row.TokenIds.Select((id, place) =>
            (place == first ? "[" : "") + local.Tokenizer.IdToToken(id) + (place == last ? "]" : "")));
    }
}

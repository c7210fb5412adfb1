using Demur.Models.Generation;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Generation;

[Collection(TensorTests.Name)]
public sealed class KeyValueCacheTests
{
    [Fact]
    public void A_session_writes_the_same_tokens_in_a_cache_that_others_have_used()
    {
        using var model = TinyModel.Create();
        var options = new GenerationOptions { MaxNewTokens = 8, IgnoreEndOfText = true };
        using var used = new KeyValueCache(model.Config, model.ComputeDType, model.Device);
        var compared = 0;
        foreach (var (rows, length) in new[] { (5, 90), (2, 10), (7, 40) })
        {
            int[][] prompts = [.. Enumerable.Range(0, rows).Select(i => TinyModel.Tokens(length + i, seed: i))];
            Assert.Equal(Continue(prompts, kept: null), Continue(prompts, used));
            compared += rows;
        }

        Assert.Equal(14, compared);

        int[][] Continue(int[][] prompts, KeyValueCache? kept)
        {
            using var session = new GenerationSession(model, kept);
            GenerationRow[] all = [.. prompts.Select(prompt => new GenerationRow(prompt, options, model))];

            // Half of them join after the first step.
            session.Admit(all[..(all.Length / 2)]);
            session.Step(TestContext.Current.CancellationToken);
            session.Admit(all[(all.Length / 2)..]);
            while (session.Active > 0)
            {
                session.Step(TestContext.Current.CancellationToken);
            }

            return [.. all.Select(row => row.Tokens.ToArray())];
        }
    }

    [Fact]
    public void Room_is_kept_for_rows_that_fit_and_not_beyond_its_bound()
    {
        using var model = TinyModel.Create();
        var one = new KeyValueCache(model.Config, model.ComputeDType, model.Device).BytesPerToken;
        using var cache = new KeyValueCache(model.Config, model.ComputeDType, model.Device, mostBytes: one * 8 * 128);

        cache.Reserve(8, 100, empty: true);
        Assert.Equal((8, 128), (cache.Slots, cache.Capacity));

        cache.Reserve(3, 50, empty: true); // fits into what is there
        Assert.Equal((8, 128), (cache.Slots, cache.Capacity));

        cache.Reserve(2, 500, empty: true); // 8 rows of 512 would be above the bound
        Assert.Equal((2, 512), (cache.Slots, cache.Capacity));

        cache.Reserve(2, 64, empty: true); // more than four times the room
        Assert.Equal((2, 64), (cache.Slots, cache.Capacity));

        Assert.True(cache.HasRoomFor(4, 200));
        Assert.False(cache.HasRoomFor(4, 300));
        cache.Reserve(2, 250, empty: false); // a row is there
        Assert.Equal((2, 256), (cache.Slots, cache.Capacity));

        cache.Reserve(2, 260, empty: false); // some more than asked for, so that the next longer row fits
        Assert.Equal((2, 320), (cache.Slots, cache.Capacity));
    }
}

using Demur.Evaluation.Engine;
using Xunit;

namespace Demur.Tests.Evaluation.Engine;

public sealed class AdaptiveRateTests
{
    [Fact]
    public async Task A_call_turned_away_halves_the_rate_and_successes_bring_it_back()
    {
        using var rate = new AdaptiveRate(8, TimeProvider.System);
        var entered = await rate.EnterAsync(TestContext.Current.CancellationToken);
        rate.SlowDown(entered, TimeSpan.Zero);
        Assert.Equal(4, rate.Limit);

        // Calls that left before the first was turned away say nothing new.
        rate.SlowDown(entered, TimeSpan.Zero);
        Assert.Equal(4, rate.Limit);
        rate.Leave();

        // 4 + 1/4 + ... passes 5 with the fifth success, as each one adds a little less.
        for (var success = 0; success < 5; success++)
        {
            rate.SpeedUp();
        }

        Assert.Equal(5, rate.Limit);
        for (var success = 0; success < 100; success++)
        {
            rate.SpeedUp();
        }

        Assert.Equal(8, rate.Limit);
    }

    [Fact]
    public async Task No_more_calls_are_let_go_than_the_lowered_limit_and_all_of_them_again_after_it()
    {
        using var rate = new AdaptiveRate(4, TimeProvider.System);
        var token = TestContext.Current.CancellationToken;
        long[] entered = [await rate.EnterAsync(token), await rate.EnterAsync(token), await rate.EnterAsync(token), await rate.EnterAsync(token)];
        rate.SlowDown(entered[0], TimeSpan.Zero);
        foreach (var _ in entered)
        {
            rate.Leave();
        }

        await rate.EnterAsync(token);
        await rate.EnterAsync(token);
        var third = rate.EnterAsync(token).AsTask();
        Assert.False(third.IsCompleted);

        for (var success = 0; success < 3; success++)
        {
            rate.SpeedUp();
        }

        await third.WaitAsync(TimeSpan.FromSeconds(30), token);
    }

    [Fact]
    public async Task Nothing_is_let_go_while_the_provider_asks_to_wait()
    {
        using var rate = new AdaptiveRate(2, TimeProvider.System);
        var token = TestContext.Current.CancellationToken;
        var entered = await rate.EnterAsync(token);
        rate.SlowDown(entered, TimeSpan.FromMilliseconds(150));
        rate.Leave();

        var next = await rate.EnterAsync(token);

        Assert.True(TimeProvider.System.GetElapsedTime(entered, next) >= TimeSpan.FromMilliseconds(149));
    }
}

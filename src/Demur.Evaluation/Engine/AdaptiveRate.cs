namespace Demur.Evaluation.Engine;

/// <summary>Lets as many calls go at once as the provider takes: halves when it asks to slow down, grows by about one a round of successes.</summary>
/// <remarks>
/// Additive increase, multiplicative decrease. Calls that were in flight when the first of them was turned away do not halve again.
/// While the provider asks to wait nothing is let go. Thread safe.
/// </remarks>
/// <param name="most">The most calls at once, at least 1.</param>
/// <param name="time">The clock.</param>
internal sealed class AdaptiveRate(int most, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _permits = new(most);
    private readonly int _most = most;
    private double _limit = most;
    private int _circulating = most;
    private long _lastHalving = long.MinValue;
    private long _openAgain = long.MinValue;

    /// <summary>Gets how many calls may be in flight now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>Waits for a turn; every turn ends with <see cref="Leave"/>.</summary>
    /// <returns>When the turn began, for <see cref="SlowDown"/>.</returns>
    public async ValueTask<long> EnterAsync(CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (Pause() is { } pause && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            Leave();
            throw;
        }

        return time.GetTimestamp();
    }

    /// <summary>Ends a turn.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (_circulating > (int)_limit)
            {
                _circulating--;
                return;
            }
        }

        _permits.Release();
    }

    /// <summary>Counts a success.</summary>
    public void SpeedUp()
    {
        var more = 0;
        lock (_gate)
        {
            if (_limit >= _most)
            {
                return;
            }

            _limit = Math.Min(_most, _limit + (1 / _limit));
            more = Math.Max(0, (int)_limit - _circulating);
            _circulating += more;
        }

        if (more > 0)
        {
            _permits.Release(more);
        }
    }

    /// <summary>Counts a call that was turned away.</summary>
    /// <param name="entered">When its turn began.</param>
    /// <param name="pause">How long nothing is let go.</param>
    public void SlowDown(long entered, TimeSpan pause)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _openAgain = Math.Max(_openAgain, now + (long)(pause.TotalSeconds * time.TimestampFrequency));
            if (entered > _lastHalving)
            {
                _lastHalving = now;
                _limit = Math.Max(1, _limit / 2);
            }
        }
    }

    public void Dispose() => _permits.Dispose();

    private TimeSpan? Pause()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            return _openAgain > now ? time.GetElapsedTime(now, _openAgain) : null;
        }
    }
}

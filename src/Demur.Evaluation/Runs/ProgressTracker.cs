namespace Demur.Evaluation.Runs;

/// <summary>Counts finished samples and says how long the rest takes. Thread safe.</summary>
internal sealed class ProgressTracker(int doneBefore, int total, TimeProvider time, IProgress<EvaluationProgress>? progress)
{
    private readonly long _start = time.GetTimestamp();
    private int _finished;
    private int _errors;

    /// <summary>Counts one sample and tells the listener.</summary>
    public void Report(string suite, string? error)
    {
        var finished = Interlocked.Increment(ref _finished);
        var errors = error is null ? Volatile.Read(ref _errors) : Interlocked.Increment(ref _errors);
        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? finished / seconds : 0;
        var left = total - doneBefore - finished;
        progress?.Report(new EvaluationProgress(
            suite, doneBefore + finished, total, errors, rate, rate > 0 ? TimeSpan.FromSeconds(left / rate) : null));
    }

    /// <summary>Tells whether so many samples failed and none succeeded.</summary>
    public bool FailedAlways(int failures)
    {
        var errors = Volatile.Read(ref _errors);
        return errors >= failures && errors == Volatile.Read(ref _finished) && doneBefore == 0;
    }
}

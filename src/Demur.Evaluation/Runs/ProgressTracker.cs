using Demur.Evaluation.Targets;

namespace Demur.Evaluation.Runs;

/// <summary>Counts finished samples and says how long the rest takes. Thread safe.</summary>
internal sealed class ProgressTracker(int doneBefore, int total, TimeProvider time, IProgress<EvaluationProgress>? progress)
{
    // A model on this machine answers many samples side by side, so that the first answer says little about the rest.
    private const int FewestFinished = 8;
    private const int ShareFinished = 50;

    private readonly long _start = time.GetTimestamp();
    private int _finished;
    private readonly int[] _errorsByKind = new int[Enum.GetValues<FailureKind>().Length];
    private int _errors;

    /// <summary>Counts one sample and tells the listener.</summary>
    public void Report(string suite, ResponseRecord response)
    {
        var finished = Interlocked.Increment(ref _finished);
        var errors = response.Error is null ? Volatile.Read(ref _errors) : Interlocked.Increment(ref _errors);
        if (response.Error is not null)
        {
            Interlocked.Increment(ref _errorsByKind[(int)(response.ErrorKind ?? FailureKind.Other)]);
        }

        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? finished / seconds : 0;
        var left = total - doneBefore - finished;
        progress?.Report(new EvaluationProgress(
            suite, doneBefore + finished, total, errors, rate, rate > 0 && (left == 0 || finished >= Math.Max(FewestFinished, total / ShareFinished)) ? TimeSpan.FromSeconds(left / rate) : null)
        {
            ErrorsByKind = errors == 0 ? [] : [.. Enum.GetValues<FailureKind>().Select(kind => (kind, Volatile.Read(ref _errorsByKind[(int)kind]))).Where(entry => entry.Item2 > 0)],
        });
    }

    /// <summary>Tells whether so many samples, or all where there are fewer, failed and none succeeded.</summary>
    public bool FailedAlways(int failures)
    {
        var errors = Volatile.Read(ref _errors);
        return errors >= Math.Min(failures, total) && errors == Volatile.Read(ref _finished) && doneBefore == 0;
    }
}

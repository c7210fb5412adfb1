using Demur.Tensors;

namespace Demur.Training.Trainers;

/// <summary>Watches a run for <see cref="EarlyStop"/>; the best figure and the misses since are part of the run's state.</summary>
internal sealed class EarlyStopWatch : IDisposable
{
    private const string Name = "early_stop";
    private readonly EarlyStop _stop;
    private readonly Tensor _state;

    public EarlyStopWatch(EarlyStop stop)
    {
        _stop = stop;
        using var scope = new TensorScope();
        double[] none = [double.NegativeInfinity, 0];
        _state = scope.Keep(Tensor.From(none, 2));
    }

    /// <summary>Gets whether training is to end.</summary>
    public bool IsOver => _state.ToArray<double>()[1] >= _stop.Patience;

    /// <summary>Gets whether anything was measured yet.</summary>
    public bool HasBest => _state.ToArray<double>()[0] > double.NegativeInfinity;

    public IReadOnlyDictionary<string, Tensor> AddTo(IReadOnlyDictionary<string, Tensor> own) =>
        new Dictionary<string, Tensor>(own, StringComparer.Ordinal) { [Name] = _state };

    /// <summary>Measures when it is time to; says what was measured, and whether it is the best so far.</summary>
    public (double? Figure, bool IsBest) After(int step)
    {
        if ((step + 1) % _stop.Every != 0)
        {
            return (null, false);
        }

        var figure = _stop.Measure();
        var (best, misses) = (_state.ToArray<double>()[0], _state.ToArray<double>()[1]);
        using var scope = new TensorScope();
        double[] next = figure > best ? [figure, 0] : [best, misses + 1];
        _state.CopyFrom(Tensor.From(next, 2));
        return (figure, figure > best);
    }

    public void Dispose() => _state.Dispose();
}

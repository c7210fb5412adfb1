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

    public IReadOnlyDictionary<string, Tensor> AddTo(IReadOnlyDictionary<string, Tensor> own) =>
        new Dictionary<string, Tensor>(own, StringComparer.Ordinal) { [Name] = _state };

    public void After(int step)
    {
        if ((step + 1) % _stop.Every != 0)
        {
            return;
        }

        var figure = _stop.Measure();
        var (best, misses) = (_state.ToArray<double>()[0], _state.ToArray<double>()[1]);
        using var scope = new TensorScope();
        double[] next = figure > best ? [figure, 0] : [best, misses + 1];
        _state.CopyFrom(Tensor.From(next, 2));
    }

    public void Dispose() => _state.Dispose();
}

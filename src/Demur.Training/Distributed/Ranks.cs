using Demur.Abstractions;
using Demur.Tensors;
using Demur.Tensors.Distributed;
using Demur.Training.Trainers;

namespace Demur.Training.Distributed;

/// <summary>The processes that train one model together: each takes its share of every batch, and gradients are added up.</summary>
/// <remarks>Losses are divided by what the whole batch holds before they are shared out, so the sum is what one process would have computed.</remarks>
/// <param name="group">The connected processes, or <see langword="null"/> for this one alone.</param>
public sealed class Ranks(ProcessGroup? group) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Gets this process alone.</summary>
    public static Ranks Alone { get; } = new(null);

    /// <summary>Gets this process's number, from 0; the first one writes what is written.</summary>
    public int Rank => group?.Place.Rank ?? 0;

    /// <summary>Gets the number of processes.</summary>
    public int World => group?.Place.World ?? 1;

    /// <summary>Connects to the processes that the environment names.</summary>
    /// <param name="patience">How long it waits for ranks that are slower; 5 minutes when left out. One that ended is noticed at once.</param>
    /// <exception cref="DemurException">A variable is bad, the others do not come, or NCCL is asked for and not there.</exception>
    public static Ranks Connect(TimeSpan? patience = null) => RankEnvironment.Read(Environment.GetEnvironmentVariable) is not { } place ? Alone
        : Guarded(
            () => new Ranks(ProcessGroup.Open(place, Longest, patience ?? Longest, RankEnvironment.UsesNccl(Environment.GetEnvironmentVariable, ProcessGroup.HasNccl))),
            $"Rank {place.Rank} of {place.World} could not meet the others at {place.Address}:{place.Port}");

    /// <summary>Takes this process's part of a batch: every World-th row from its rank on.</summary>
    /// <typeparam name="T">What a batch holds.</typeparam>
    /// <param name="batch">The whole batch.</param>
    public IReadOnlyList<T> ShareOf<T>(IReadOnlyList<T> batch) => World == 1 ? batch : [.. batch.Where((_, index) => index % World == Rank)];

    /// <summary>Adds numbers up over all processes.</summary>
    /// <param name="values">This process's numbers.</param>
    /// <returns>The sums, the same everywhere.</returns>
    public double[] Sum(params double[] values)
    {
        if (group is null)
        {
            return values;
        }

        using var scope = new TensorScope();
        var tensor = Tensor.From<double>(values, [values.Length]);
        Guarded(() => group.Sum(tensor));
        return tensor.ToArray<double>();
    }

    /// <summary>Adds the gradients up over all processes; one that has none counts as zeros.</summary>
    /// <param name="parameters">What is trained, in the same order everywhere.</param>
    public void SumGradients(IReadOnlyList<TrainableParameter> parameters)
    {
        if (group is null)
        {
            return;
        }

        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.Value.Grad ?? Tensor.ZerosLike(parameter.Value))];
        var device = group.UsesNccl ? parameters[0].Value.Device : Device.Cpu;
        var flat = Tensor.Cat([.. gradients.Select(gradient => gradient.To(ScalarType.Float32, device).Reshape(-1))]);
        Guarded(() => group.Sum(flat));
        var start = 0L;
        foreach (var (parameter, gradient) in parameters.Zip(gradients))
        {
            gradient.CopyFrom(flat.Narrow(0, start, gradient.NumberOfElements).Reshape(gradient.Shape));
            parameter.Value.Grad = gradient;
            start += gradient.NumberOfElements;
        }
    }

    /// <summary>Waits until every process has come here.</summary>
    public void Meet() => Sum(1);

    /// <inheritdoc/>
    public void Dispose() => group?.Dispose();

    private static void Guarded(Action exchange) => Guarded(
        () =>
        {
            exchange();
            return true;
        },
        "Another rank of this job ended or cannot be reached");

    private static T Guarded<T>(Func<T> exchange, string what)
    {
        try
        {
            return exchange();
        }
        catch (TorchException exception)
        {
            throw new DemurException(
                $"{what} ({exception.Message.Split('\n')[0].Trim()}). The job stops. Start it again with --resume, with as many ranks as you like: it goes on from the last checkpoint.", exception);
        }
    }
}

using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019, algorithm 2) over all parameters in one native call.</summary>
/// <remarks>The moments are float32 for every narrower type. Disposing frees them; the parameters stay the caller's.</remarks>
public sealed partial class AdamW : IDisposable
{
    private readonly AdamWOptions _options;
    private readonly double[] _decays;

    /// <summary>Creates the optimiser with moments of zero.</summary>
    /// <param name="parameters">What is trained. Parameters without a gradient at a step are left alone.</param>
    /// <param name="options">Rate, decay and the rest.</param>
    /// <param name="decays">Whether weight decay touches the parameter at an index; null for all.</param>
    public AdamW(IReadOnlyList<Tensor> parameters, AdamWOptions options, Func<int, bool>? decays = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Parameters = parameters;
        _decays = [.. parameters.Select((_, i) => decays is null || decays(i) ? options.WeightDecay : 0)];
        FirstMoments = [.. parameters.Select(Moment)];
        SecondMoments = [.. parameters.Select(Moment)];
    }

    /// <summary>What is trained.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>The running means of gradients, for saving; to resume, copy into them and set <see cref="Steps"/>.</summary>
    public IReadOnlyList<Tensor> FirstMoments { get; }

    /// <summary>The running means of squared gradients.</summary>
    public IReadOnlyList<Tensor> SecondMoments { get; }

    /// <summary>The steps made, which the bias correction counts.</summary>
    public long Steps { get; set; }

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <param name="learningRate">This step's size; null for the options' one.</param>
    public void Step(double? learningRate = null)
    {
        using var parameters = new HandleList(Parameters);
        using var first = new HandleList(FirstMoments);
        using var second = new HandleList(SecondMoments);
        Shim.Check(demur_adamw(
            parameters.Pointers,
            first.Pointers,
            second.Pointers,
            _decays,
            Parameters.Count,
            learningRate ?? _options.LearningRate,
            _options.Beta1,
            _options.Beta2,
            _options.Epsilon,
            Steps + 1));
        Steps++;
    }

    /// <summary>Forgets the gradients of every parameter.</summary>
    public void ZeroGrad()
    {
        using var parameters = new HandleList(Parameters);
        Shim.Check(demur_zero_grad(parameters.Pointers, Parameters.Count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in FirstMoments.Concat(SecondMoments))
        {
            moment.Dispose();
        }
    }

    private static Tensor Moment(Tensor parameter)
    {
        var type = parameter.DType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var moment = Tensor.Zeros(parameter.Shape, type, parameter.Device);

        // The moments outlive whatever scope the optimiser happens to be created in.
        moment.Owner = null;
        return moment;
    }

    [LibraryImport(Shim.Library)]
    private static partial int demur_adamw(
        ReadOnlySpan<nint> parameters,
        ReadOnlySpan<nint> first,
        ReadOnlySpan<nint> second,
        ReadOnlySpan<double> decays,
        int count,
        double rate,
        double beta1,
        double beta2,
        double epsilon,
        long step);

    [LibraryImport(Shim.Library)]
    private static partial int demur_zero_grad(ReadOnlySpan<nint> parameters, int count);
}

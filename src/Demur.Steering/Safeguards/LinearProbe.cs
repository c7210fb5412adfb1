using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>A logistic regression on the anchor's dimensions, f(x) = wᵀ g(x) + b, averaged over folds (Zheng et al. 2024, section 3.1).</summary>
public sealed record LinearProbe
{
    private const double LearningRate = 1e-4;
    private const int MostSteps = 10_000;
    private const int Patience = 3;
    private const double LeastGain = 1e-4;

    /// <summary>Gets the weights.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>Gets the bias.</summary>
    public required double Bias { get; init; }

    /// <summary>Gets how the probe of each fold does on it.</summary>
    public required IReadOnlyList<ProbeFold> Folds { get; init; }

    /// <summary>Gets the mean accuracy on the folds that were left out.</summary>
    public double Accuracy => Folds.Average(fold => fold.Accuracy);

    /// <summary>Gets the mean cross-entropy on the folds that were left out, in nats.</summary>
    public double Loss => Folds.Average(fold => fold.Loss);

    /// <summary>Fits one probe a fold, each until the fold that it does not see gains no more, and averages their weights.</summary>
    /// <param name="inputs">One row a state, <c>(N, m)</c>.</param>
    /// <param name="targets">One a row, in [0, 1].</param>
    /// <param name="folds">How many; at most N.</param>
    /// <param name="seed">The seed of the folds and of where the weights begin.</param>
    public static LinearProbe Fit(IReadOnlyList<double[]> inputs, IReadOnlyList<double> targets, int folds, int seed)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Count, inputs.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, inputs.Count);
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, inputs.Count)];
        random.Shuffle(order);
        var fitted = Enumerable.Range(0, folds).Select(fold =>
        {
            var held = order.Where((_, place) => place % folds == fold).ToArray();
            var rest = order.Where((_, place) => place % folds != fold).ToArray();
            return FitOne((inputs, targets), (rest, held), random);
        }).ToArray();
        return new LinearProbe
        {
            Weights = [.. Enumerable.Range(0, inputs[0].Length).Select(dimension => fitted.Average(one => one.Weights[dimension]))],
            Bias = fitted.Average(one => one.Weights[^1]),
            Folds = [.. fitted.Select(one => one.Fold)],
        };
    }

    /// <summary>Computes the logit of a row.</summary>
    /// <param name="input">The anchor's dimensions, <c>(m)</c>.</param>
    public double Logit(IReadOnlyList<double> input) => Bias + Weights.Zip(input, (weight, value) => weight * value).Sum();

    /// <summary>Computes the logits of rows, with gradients. <c>// (B, m) to (B)</c></summary>
    internal Tensor Logits(Tensor inputs)
    {
        using var scope = new TensorScope();
        var weights = Tensor.From(Weights.Select(weight => (float)weight).ToArray(), Weights.Count, 1).To(inputs.DType, inputs.Device);
        return scope.MoveToOuter(inputs.MatMul(weights).Squeeze(1) + Bias);
    }

    // The bias is the last weight, of an input that is 1. Weights begin as a linear layer of PyTorch does, within 1/sqrt(m).
    private static (double[] Weights, ProbeFold Fold) FitOne(
        (IReadOnlyList<double[]> Inputs, IReadOnlyList<double> Targets) data, (int[] Seen, int[] Held) places, Random random)
    {
        var width = data.Inputs[0].Length + 1;
        var bound = 1 / Math.Sqrt(width - 1);
        double[] weights = [.. Enumerable.Range(0, width).Select(_ => bound * ((2 * random.NextDouble()) - 1))];
        var (first, second, gradient) = (new double[width], new double[width], new double[width]);
        var (best, kept, keptAt, stale) = (double.PositiveInfinity, (double[])weights.Clone(), 0, 0);
        for (var step = 1; step <= MostSteps && stale < Patience; step++)
        {
            Array.Clear(gradient);
            LossOn(data, places.Seen, weights, gradient);
            Move(weights, (first, second, gradient), step);
            var loss = LossOn(data, places.Held, weights, null);
            (best, kept, keptAt, stale) = loss < best - LeastGain ? (loss, (double[])weights.Clone(), step, 0) : (best, kept, keptAt, stale + 1);
        }

        var right = places.Held.Count(place => Logit(kept, data.Inputs[place]) > 0 == data.Targets[place] > 0.5);
        return (kept, new ProbeFold(best, (double)right / places.Held.Length, keptAt));
    }

    // AdamW as PyTorch's, by hand: for these few numbers calls of a tensor library would cost more than the work.
    private static void Move(double[] weights, (double[] First, double[] Second, double[] Gradient) moments, int step)
    {
        var options = new AdamWOptions { LearningRate = LearningRate };
        for (var i = 0; i < weights.Length; i++)
        {
            moments.First[i] += (1 - options.Beta1) * (moments.Gradient[i] - moments.First[i]);
            moments.Second[i] += (1 - options.Beta2) * ((moments.Gradient[i] * moments.Gradient[i]) - moments.Second[i]);
            var (mean, square) = (moments.First[i] / (1 - Math.Pow(options.Beta1, step)), moments.Second[i] / (1 - Math.Pow(options.Beta2, step)));
            weights[i] = (weights[i] * (1 - (LearningRate * options.WeightDecay))) - (LearningRate * mean / (Math.Sqrt(square) + options.Epsilon));
        }
    }

    // The mean cross-entropy of some rows, and its gradient where it is wanted.
    private static double LossOn((IReadOnlyList<double[]> Inputs, IReadOnlyList<double> Targets) data, int[] places, double[] weights, double[]? gradient)
    {
        var loss = 0.0;
        foreach (var place in places)
        {
            var (input, target) = (data.Inputs[place], data.Targets[place]);
            var logit = Logit(weights, input);
            loss += Math.Max(logit, 0) - (logit * target) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
            if (gradient is not null)
            {
                var error = ((1 / (1 + Math.Exp(-logit))) - target) / places.Length;
                for (var i = 0; i < input.Length; i++)
                {
                    gradient[i] += error * input[i];
                }

                gradient[^1] += error;
            }
        }

        return loss / places.Length;
    }

    private static double Logit(double[] weights, double[] input)
    {
        var sum = weights[^1];
        for (var i = 0; i < input.Length; i++)
        {
            sum += weights[i] * input[i];
        }

        return sum;
    }
}

using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>Where queries lie: the mean of their states and an orthonormal basis that begins with their first principal components (Zheng et al. 2024, section 2.2).</summary>
/// <remarks>The basis is completed by Householder reflections; any completion gives the same loss, since only lengths are taken in it.</remarks>
public sealed class PcaAnchor
{
    private const int Extra = 8;
    private const int MostIterations = 5000;
    private const double Tolerance = 1e-10;

    private readonly float[] _mean;
    private readonly float[] _basis;

    private PcaAnchor(float[] mean, float[] basis, int dimensions, double explained) => (_mean, _basis, Dimensions, Explained) = (mean, basis, dimensions, explained);

    /// <summary>Gets m.</summary>
    public int Dimensions { get; }

    /// <summary>Gets n.</summary>
    public int HiddenSize => _mean.Length;

    /// <summary>Gets the share of the variance that the first m dimensions hold.</summary>
    public double Explained { get; }

    /// <summary>Gets the basis, <c>(n, n)</c>, one vector a column.</summary>
    public IReadOnlyList<float> Basis => _basis;

    /// <summary>Fits mean and components in float64.</summary>
    /// <param name="states">One row a state, <c>(N, n)</c>; more than m rows.</param>
    /// <param name="dimensions">m.</param>
    /// <param name="seed">Where the iteration begins; the components do not depend on it beyond rounding.</param>
    public static PcaAnchor Fit(Tensor states, int dimensions, int seed)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dimensions, Math.Min(states.Size(0), states.Size(1)));
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var rows = states.To(ScalarType.Float64, Device.Cpu);
        var mean = rows.Mean(0);
        var centred = rows - mean;
        var covariance = centred.Transpose(0, 1).MatMul(centred) / Math.Max(1, rows.Size(0) - 1); // (n, n)
        var size = (int)rows.Size(1);
        var (components, variance) = Components(covariance, (size, dimensions), new Random(seed));
        var total = centred.Square().Sum().Item() / Math.Max(1, rows.Size(0) - 1);
        return new PcaAnchor(mean.To(ScalarType.Float32).ToArray<float>(), [.. Complete(components, size, dimensions).Select(value => (float)value)], dimensions, total > 0 ? variance / total : 0);
    }

    /// <summary>Gives the coordinates of states, Vᵀ(x - μ). <c>// (B, n) to (B, n)</c></summary>
    /// <param name="states">The states, in float32 or float64; gradients pass.</param>
    public Tensor Project(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var scope = new TensorScope();
        var mean = Tensor.From(_mean, HiddenSize).To(states.DType, states.Device);
        return scope.MoveToOuter((states - mean).MatMul(Tensor.From(_basis, HiddenSize, HiddenSize).To(states.DType, states.Device)));
    }

    /// <summary>Gives the first m coordinates of states.</summary>
    /// <param name="states">One row a state, <c>(N, n)</c>.</param>
    public IReadOnlyList<double[]> Coordinates(Tensor states)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var values = Project(states.To(ScalarType.Float32, Device.Cpu)).Narrow(1, 0, Dimensions).Contiguous().ToArray<float>();
        return [.. values.Chunk(Dimensions).Select(row => row.Select(value => (double)value).ToArray())];
    }

    /// <summary>Saves mean and basis.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path)
    {
        using var scope = new TensorScope();
        SafetensorsWriter.Write(path, [TensorToWrite.Of("mean", Tensor.From(_mean, HiddenSize)), TensorToWrite.Of("V", Tensor.From(_basis, HiddenSize, HiddenSize))]);
    }

    // Orthogonal iteration: C is applied and the columns made orthonormal in their order until they stay as they are.
    private static (double[][] Columns, double Variance) Components(Tensor covariance, (int Size, int Wanted) shape, Random random)
    {
        var columns = Enumerable.Range(0, Math.Min(shape.Size, shape.Wanted + Extra)).Select(_ => Enumerable.Range(0, shape.Size).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        GramSchmidt(columns);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var next = Apply(covariance, columns);
            GramSchmidt(next);
            var moved = Enumerable.Range(0, shape.Wanted).Max(column => 1 - Math.Abs(Dot(columns[column], next[column])));
            columns = next;
            if (moved < Tolerance)
            {
                break;
            }
        }

        var applied = Apply(covariance, columns);
        return (columns[..shape.Wanted], Enumerable.Range(0, shape.Wanted).Sum(column => Dot(columns[column], applied[column])));
    }

    private static double[][] Apply(Tensor matrix, double[][] columns)
    {
        using var scope = new TensorScope();
        var vectors = Tensor.From(columns.SelectMany(column => column).ToArray(), columns.Length, columns[0].Length);
        return [.. vectors.MatMul(matrix).ToArray<double>().Chunk(columns[0].Length)]; // the matrix is symmetric
    }

    // Twice, which is enough for orthogonality to rounding.
    private static void GramSchmidt(double[][] columns)
    {
        for (var column = 0; column < columns.Length; column++)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                for (var earlier = 0; earlier < column; earlier++)
                {
                    AddScaled(columns[column], columns[earlier], -Dot(columns[column], columns[earlier]));
                }
            }

            var length = Math.Sqrt(Dot(columns[column], columns[column]));
            for (var i = 0; i < columns[column].Length; i++)
            {
                columns[column][i] /= Math.Max(length, double.Epsilon);
            }
        }
    }

    // Householder reflections that take the components to the first unit vectors; backwards, they take the others to the rest of the basis.
    private static double[] Complete(double[][] components, int size, int count)
    {
        double[][] work = [.. components.Select(column => (double[])column.Clone())];
        var reflections = new List<double[]>();
        for (var step = 0; step < count; step++)
        {
            double[] normal = [.. work[step].Select((value, row) => row < step ? 0 : value)];
            normal[step] += Math.CopySign(Math.Sqrt(Dot(normal, normal)), normal[step]);
            var length = Math.Sqrt(Dot(normal, normal));
            normal = [.. normal.Select(value => value / length)];
            reflections.Add(normal);
            foreach (var column in work)
            {
                AddScaled(column, normal, -2 * Dot(column, normal));
            }
        }

        var basis = new double[size * size];
        for (var vector = 0; vector < size; vector++)
        {
            double[] column = vector < count ? components[vector] : [.. Enumerable.Range(0, size).Select(row => row == vector ? 1.0 : 0.0)];
            for (var step = count - 1; vector >= count && step >= 0; step--)
            {
                AddScaled(column, reflections[step], -2 * Dot(column, reflections[step]));
            }

            for (var row = 0; row < size; row++)
            {
                basis[(row * size) + vector] = column[row];
            }
        }

        return basis;
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void AddScaled(double[] target, double[] other, double factor)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += factor * other[i];
        }
    }
}

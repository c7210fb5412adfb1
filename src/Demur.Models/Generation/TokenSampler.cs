using System.Numerics.Tensors;

namespace Demur.Models.Generation;

/// <summary>Picks one row's next token from its logits, greedily or by seeded draws.</summary>
internal sealed class TokenSampler(GenerationOptions options, int row)
{
    // A row's draws must not depend on which rows it shares a batch with, so each has a generator of its own.
    private readonly Random? _random = options.Temperature > 0 ? new Random(Mix(options.Seed, row)) : null;
    private int[] _tokens = [];
    private float[] _weights = [];

    public bool IsGreedy => _random is null;

    public int Pick(ReadOnlySpan<float> logits) => _random is null ? TensorPrimitives.IndexOfMax(logits) : Draw(logits, _random);

    private int Draw(ReadOnlySpan<float> logits, Random random)
    {
        if (_weights.Length < logits.Length)
        {
            _weights = new float[logits.Length];
            _tokens = new int[logits.Length];
        }

        var weights = _weights.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), weights);
        TensorPrimitives.Divide(weights, (float)options.Temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        var count = Candidates(weights);
        if (count == logits.Length)
        {
            return Choose(weights, random.NextDouble() * Sum(weights));
        }

        var kept = weights[..count];
        var chosen = Choose(kept, random.NextDouble() * Sum(kept));
        return _tokens[chosen];
    }

    // Moves the weights that may be drawn to the front, likeliest first, with their tokens; all of them stay in place without a limit.
    private int Candidates(Span<float> weights)
    {
        var most = options.TopK > 0 ? Math.Min(options.TopK, weights.Length) : weights.Length;
        if (most == weights.Length && options.TopP >= 1)
        {
            return weights.Length;
        }

        // What is below this bound lies outside the nucleus even taken all together.
        var bound = most == weights.Length ? (float)(Sum(weights) * (1 - options.TopP) / weights.Length) : 0;
        var count = 0;
        for (var token = 0; token < weights.Length; token++)
        {
            if (weights[token] >= bound)
            {
                weights[count] = weights[token];
                _tokens[count++] = token;
            }
        }

        weights[..count].Sort(_tokens.AsSpan(0, count), (left, right) => right.CompareTo(left));
        count = Math.Min(count, most);
        return options.TopP >= 1 ? count : Nucleus(weights[..count]);
    }

    private int Nucleus(ReadOnlySpan<float> sorted)
    {
        var wanted = Sum(sorted) * options.TopP;
        var sum = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            sum += sorted[i];
            if (sum >= wanted)
            {
                return i + 1;
            }
        }

        return sorted.Length;
    }

    private static int Choose(ReadOnlySpan<float> weights, double target)
    {
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            target -= weights[i];
            last = weights[i] > 0 ? i : last;
            if (target < 0)
            {
                return i;
            }
        }

        return last;
    }

    private static double Sum(ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return sum;
    }

    private static int Mix(long seed, int row)
    {
        var mixed = unchecked(((ulong)seed + 0x9E3779B97F4A7C15UL) * 0xBF58476D1CE4E5B9UL) ^ unchecked(((ulong)row + 1) * 0x94D049BB133111EBUL);
        mixed ^= mixed >> 31;
        return (int)(unchecked(mixed * 0xD6E8FEB86659FD93UL) >> 33);
    }
}

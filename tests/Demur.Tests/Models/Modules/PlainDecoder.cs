using Demur.Models;
using Demur.Tensors;

namespace Demur.Tests.Models.Modules;

/// <summary>Llama and Gemma as their papers write them, in loops over float64: slow, and shares nothing with what it checks.</summary>
internal sealed class PlainDecoder(CausalLanguageModel model, double[] steps, double turnScale)
{
    private readonly int _heads = model.Config.HeadCount;
    private readonly int _keyHeads = model.Config.KeyValueHeadCount;
    private readonly int _width = model.Config.HeadDimension;
    private readonly int _hidden = model.Config.HiddenSize;

    public bool IsGemma { get; init; }

    /// <summary>Computes the logits of every position, one after the other.</summary>
    public double[] Logits(IReadOnlyList<int> tokens)
    {
        var embedding = Weight("model.embed_tokens.weight");
        var states = tokens.Select(token => embedding.AsSpan(token * _hidden, _hidden).ToArray()).ToArray();
        foreach (var state in IsGemma ? states : [])
        {
            Scale(state, Math.Sqrt(_hidden));
        }

        for (var layer = 0; layer < model.Config.LayerCount; layer++)
        {
            var block = $"model.layers.{layer}.";
            Add(states, Attend([.. states.Select(state => Norm(state, block + "input_layernorm.weight"))], block + "self_attn."));
            Add(states, [.. states.Select(state => Feed(Norm(state, block + "post_attention_layernorm.weight"), block + "mlp."))]);
        }

        return [.. states.SelectMany(state => Times(embedding, Norm(state, "model.norm.weight")))];
    }

    private double[][] Attend(double[][] inputs, string name)
    {
        var queries = inputs.Select((x, at) => Turned(Times(Weight(name + "q_proj.weight"), x), at)).ToArray();
        var keys = inputs.Select((x, at) => Turned(Times(Weight(name + "k_proj.weight"), x), at)).ToArray();
        var values = inputs.Select(x => Times(Weight(name + "v_proj.weight"), x)).ToArray();
        return [.. inputs.Select((_, at) => Times(Weight(name + "o_proj.weight"), Mixed(at)))];

        double[] Mixed(int at)
        {
            var mixed = new double[_heads * _width];
            for (var head = 0; head < _heads; head++)
            {
                var group = head * _keyHeads / _heads;
                var scores = Enumerable.Range(0, at + 1).Select(to => Dot(queries[at], head * _width, keys[to], group * _width) / Math.Sqrt(_width)).ToArray();
                var shares = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
                for (var i = 0; i < _width; i++)
                {
                    mixed[(head * _width) + i] = shares.Select((share, to) => share * values[to][(group * _width) + i]).Sum() / shares.Sum();
                }
            }

            return mixed;
        }
    }

    // The pair i of a head is its entries i and i + half: a point of the plane, turned by position times step.
    private double[] Turned(double[] heads, int position)
    {
        var half = _width / 2;
        var turned = new double[heads.Length];
        for (var start = 0; start < heads.Length; start += _width)
        {
            for (var i = 0; i < half; i++)
            {
                var (sine, cosine) = Math.SinCos(position * steps[i]);
                var (x, y) = (heads[start + i], heads[start + half + i]);
                turned[start + i] = turnScale * ((x * cosine) - (y * sine));
                turned[start + half + i] = turnScale * ((y * cosine) + (x * sine));
            }
        }

        return turned;
    }

    private double[] Feed(double[] x, string name)
    {
        var gate = Times(Weight(name + "gate_proj.weight"), x);
        var up = Times(Weight(name + "up_proj.weight"), x);
        return Times(Weight(name + "down_proj.weight"), [.. gate.Zip(up, (g, u) => Activated(g) * u)]);
    }

    private double Activated(double x) => IsGemma
        ? 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))
        : x / (1 + Math.Exp(-x));

    private double[] Norm(double[] x, string name)
    {
        var root = Math.Sqrt((x.Sum(value => value * value) / x.Length) + model.Config.NormEpsilon);
        return [.. Weight(name).Zip(x, (weight, value) => value / root * (IsGemma ? 1 + weight : weight))];
    }

    private double[] Weight(string name)
    {
        using var scope = new TensorScope();
        return model.Parameter(name).View().To(ScalarType.Float64).ToArray<double>();
    }

    private static double[] Times(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, matrix.Length / x.Length).Select(row => Dot(matrix, row * x.Length, x, 0, x.Length))];

    private double Dot(double[] left, int leftStart, double[] right, int rightStart) => Dot(left, leftStart, right, rightStart, _width);

    private static double Dot(double[] left, int leftStart, double[] right, int rightStart, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            sum += left[leftStart + i] * right[rightStart + i];
        }

        return sum;
    }

    private static void Add(double[][] states, double[][] more)
    {
        for (var at = 0; at < states.Length; at++)
        {
            for (var i = 0; i < states[at].Length; i++)
            {
                states[at][i] += more[at][i];
            }
        }
    }

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}

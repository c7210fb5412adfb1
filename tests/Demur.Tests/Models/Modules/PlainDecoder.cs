using System.Text.Json.Nodes;
using Demur.Models;
using Demur.Tensors;

namespace Demur.Tests.Models.Modules;

/// <summary>The decoders as their papers and reference code write them, in loops over float64: slow, and shares nothing with what it checks.</summary>
/// <param name="model">Where the weights come from.</param>
/// <param name="json">The <c>config.json</c>, from which all that the formulas need is read as it stands there.</param>
/// <param name="steps">The angular steps of a layer's rotated pairs.</param>
/// <param name="turnScale">The factor on turned queries and keys.</param>
internal sealed class PlainDecoder(CausalLanguageModel model, JsonObject json, Func<int, double[]> steps, double turnScale)
{
    private readonly string _type = json["model_type"]!.GetValue<string>();
    private readonly int _hidden = Whole(json, "hidden_size")!.Value;
    private readonly int _heads = Whole(json, "num_attention_heads")!.Value;
    private readonly int _keyHeads = Whole(json, "num_key_value_heads") ?? Whole(json, "num_attention_heads")!.Value;
    private readonly int _width = Whole(json, "head_dim") ?? (Whole(json, "hidden_size")!.Value / Whole(json, "num_attention_heads")!.Value);

    private bool IsGemma => _type.StartsWith("gemma", StringComparison.Ordinal);

    private bool NormsOutputs => _type is "gemma2" or "gemma3_text";

    private bool NormsHeads => _type is "qwen3" or "gemma3_text";

    /// <summary>Computes the logits of every position, one after the other.</summary>
    public double[] Logits(IReadOnlyList<int> tokens)
    {
        var embedding = Weight("model.embed_tokens.weight");
        var head = json["tie_word_embeddings"]!.GetValue<bool>() ? embedding : Weight("lm_head.weight");
        var states = tokens.Select(token => embedding.AsSpan(token * _hidden, _hidden).ToArray()).ToArray();
        foreach (var state in IsGemma ? states : [])
        {
            Scale(state, Math.Sqrt(_hidden));
        }

        for (var layer = 0; layer < Whole(json, "num_hidden_layers"); layer++)
        {
            var block = $"model.layers.{layer}.";
            var attended = Attend([.. states.Select(state => Norm(state, block + "input_layernorm.weight"))], layer, block + "self_attn.");
            Add(states, NormsOutputs ? [.. attended.Select(state => Norm(state, block + "post_attention_layernorm.weight"))] : attended);
            var inner = block + (NormsOutputs ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight");
            var fed = states.Select(state => Feed(Norm(state, inner), block + "mlp.")).ToArray();
            Add(states, NormsOutputs ? [.. fed.Select(state => Norm(state, block + "post_feedforward_layernorm.weight"))] : fed);
        }

        return [.. states.SelectMany(state => Times(head, Norm(state, "model.norm.weight"))).Select(logit => Capped(logit, "final_logit_softcapping"))];
    }

    private double[][] Attend(double[][] inputs, int layer, string name)
    {
        var (queryWidth, keyWidth) = (_heads * _width, _keyHeads * _width);
        var joined = _type == "phi3" ? inputs.Select(x => Projected(name + "qkv_proj", x)).ToArray() : null;
        double[] Part(int at, string own, int start, int count) => joined is null ? Projected(name + own, inputs[at]) : joined[at].AsSpan(start, count).ToArray();
        var all = Enumerable.Range(0, inputs.Length).ToArray();
        var queries = all.Select(at => Turned(Normed(Part(at, "q_proj", 0, queryWidth), name + "q_norm.weight"), at, layer)).ToArray();
        var keys = all.Select(at => Turned(Normed(Part(at, "k_proj", queryWidth, keyWidth), name + "k_norm.weight"), at, layer)).ToArray();
        var values = all.Select(at => Part(at, "v_proj", queryWidth + keyWidth, keyWidth)).ToArray();
        var scale = NormsOutputs ? Real(json, "query_pre_attn_scalar")!.Value : _width;
        var window = Slides(layer) ? Whole(json, "sliding_window")!.Value : int.MaxValue;
        return [.. all.Select(at => Projected(name + "o_proj", Mixed(at)))];

        double[] Mixed(int at)
        {
            var mixed = new double[queryWidth];
            var first = Math.Max(0, at - window + 1);
            for (var head = 0; head < _heads; head++)
            {
                var group = head * _keyHeads / _heads;
                var scores = Enumerable.Range(first, at - first + 1)
                    .Select(to => Capped(Dot(queries[at], head * _width, keys[to], group * _width, _width) / Math.Sqrt(scale), "attn_logit_softcapping")).ToArray();
                var shares = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
                for (var i = 0; i < _width; i++)
                {
                    mixed[(head * _width) + i] = shares.Select((share, to) => share * values[first + to][(group * _width) + i]).Sum() / shares.Sum();
                }
            }

            return mixed;
        }
    }

    // As each family's reference code reads it from its own keys.
    private bool Slides(int layer) => Whole(json, "sliding_window") is not null && _type switch
    {
        "mistral" or "phi3" => true,
        "gemma2" => layer % 2 == 0,
        "gemma3_text" => (layer + 1) % (Whole(json, "sliding_window_pattern") ?? 6) != 0,
        "qwen2" or "qwen3" => json["use_sliding_window"]?.GetValue<bool>() == true && layer >= Whole(json, "max_window_layers"),
        _ => false,
    };

    // The pair i of a head is its entries i and i + half of what turns: a point of the plane, turned by position times step.
    private double[] Turned(double[] heads, int position, int layer)
    {
        var angles = steps(layer);
        var turned = (double[])heads.Clone();
        for (var start = 0; start < heads.Length; start += _width)
        {
            for (var i = 0; i < angles.Length; i++)
            {
                var (sine, cosine) = Math.SinCos(position * angles[i]);
                var (x, y) = (heads[start + i], heads[start + angles.Length + i]);
                turned[start + i] = turnScale * ((x * cosine) - (y * sine));
                turned[start + angles.Length + i] = turnScale * ((y * cosine) + (x * sine));
            }
        }

        return turned;
    }

    private double[] Normed(double[] heads, string name) =>
        NormsHeads ? [.. heads.Chunk(_width).SelectMany(head => Norm(head, name))] : heads;

    private double[] Feed(double[] x, string name)
    {
        double[] gate, up;
        if (_type == "phi3")
        {
            var joined = Projected(name + "gate_up_proj", x);
            (gate, up) = (joined[..(joined.Length / 2)], joined[(joined.Length / 2)..]);
        }
        else
        {
            (gate, up) = (Projected(name + "gate_proj", x), Projected(name + "up_proj", x));
        }

        return Projected(name + "down_proj", [.. gate.Zip(up, (g, u) => Activated(g) * u)]);
    }

    private double Activated(double x) => json[IsGemma && json.ContainsKey("hidden_activation") ? "hidden_activation" : "hidden_act"]?.GetValue<string>() switch
    {
        null or "silu" => x / (1 + Math.Exp(-x)),
        "relu" => Math.Max(x, 0),
        "gelu" => x * NormalIntegral(x),
        _ => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
    };

    // By Simpson's rule, since .NET has no error function.
    private static double NormalIntegral(double x)
    {
        const int Pieces = 2000;
        var width = x / Pieces;
        var sum = Enumerable.Range(0, Pieces + 1)
            .Sum(i => Math.Exp(-(i * width) * (i * width) / 2) * (i is 0 or Pieces ? 1 : i % 2 == 0 ? 2 : 4));
        return 0.5 + (sum * width / 3 / Math.Sqrt(2 * Math.PI));
    }

    private double[] Norm(double[] x, string name)
    {
        var root = Math.Sqrt((x.Sum(value => value * value) / x.Length) + Real(json, "rms_norm_eps")!.Value);
        return [.. Weight(name).Zip(x, (weight, value) => value / root * (IsGemma ? 1 + weight : weight))];
    }

    private double[] Projected(string name, double[] x)
    {
        var output = Times(Weight(name + ".weight"), x);
        var part = name[(name.LastIndexOf('.') + 1)..];
        var biased = part is "gate_proj" or "up_proj" or "down_proj" ? _type == "llama" && json["mlp_bias"]?.GetValue<bool>() == true
            : _type == "qwen2" ? part != "o_proj"
            : _type is not ("mistral" or "phi3") && json["attention_bias"]?.GetValue<bool>() == true;
        return biased ? [.. output.Zip(Weight(name + ".bias"), (value, bias) => value + bias)] : output;
    }

    private double Capped(double value, string key) => NormsOutputs && Real(json, key) is { } cap ? cap * Math.Tanh(value / cap) : value;

    private double[] Weight(string name)
    {
        using var scope = new TensorScope();
        return model.Parameter(name).View().To(ScalarType.Float64).ToArray<double>();
    }

    private static int? Whole(JsonObject json, string key) => json[key]?.GetValue<int>();

    private static double? Real(JsonObject json, string key) => json[key]?.GetValue<double>();

    private static double[] Times(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, matrix.Length / x.Length).Select(row => Dot(matrix, row * x.Length, x, 0, x.Length))];

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

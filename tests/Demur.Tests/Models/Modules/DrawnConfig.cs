using System.Text.Json.Nodes;

namespace Demur.Tests.Models.Modules;

/// <summary>Configurations with unusual but legal values, drawn from a seed, in both generations of keys.</summary>
internal sealed class DrawnConfig
{
    private static readonly string[] Activations = ["silu", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu"];

    private readonly Random _random;

    private DrawnConfig(string family, int seed)
    {
        _random = new Random(seed);
        var heads = Any(1, 2, 4, 6);
        var width = Any(4, 8, 10, 16);
        var gemma = family.StartsWith("gemma", StringComparison.Ordinal);
        Theta = Any(10_000, 500_000, 1234.5);
        LocalTheta = Any(10_000, 777.0);
        Factor = Any(1.0, 2.0, 3.5);
        Partial = family == "phi3" ? Any(1.0, 0.5, 0.75) : 1;
        RopeType = family == "gemma3_text" || Partial < 1 ? Any("default", "linear") : Any("default", "linear", "dynamic");
        Context = RopeType == "dynamic" && Factor > 1 ? Any(16, 64) : 64;
        Width = width;
        Json = new JsonObject
        {
            ["model_type"] = family,
            ["architectures"] = new JsonArray("ForCausalLM"),
            ["vocab_size"] = Any(61, 97, 128),
            ["hidden_size"] = heads * Any(4, 6) * 2,
            ["intermediate_size"] = Any(20, 33),
            ["num_hidden_layers"] = _random.Next(2, 5),
            ["num_attention_heads"] = heads,
            ["num_key_value_heads"] = Any([.. Enumerable.Range(1, heads).Where(count => heads % count == 0)]),
            ["head_dim"] = width,
            ["max_position_embeddings"] = Context,
            ["rms_norm_eps"] = Any(1e-5, 1e-6, 1e-3),
            ["tie_word_embeddings"] = Any(true, false),
            [gemma && family != "gemma" ? "hidden_activation" : "hidden_act"] = family == "gemma" ? "gelu_pytorch_tanh" : Any(Activations),
            ["attention_bias"] = Any(true, false),
            ["mlp_bias"] = Any(true, false),
            ["sliding_window"] = family is "gemma2" or "gemma3_text" ? Any(3, 7) : Any<int?>(null, 1, 3, 7),
            ["use_sliding_window"] = Any(true, false),
            ["max_window_layers"] = Any(0, 1, 9),
            ["sliding_window_pattern"] = Any(1, 2, 3),
            ["query_pre_attn_scalar"] = Any(16.0, 7.5, 100.0),
            ["attn_logit_softcapping"] = Any<double?>(null, 2, 50),
            ["final_logit_softcapping"] = Any<double?>(null, 3, 30),
            ["eos_token_id"] = new JsonArray(2, 5, 7),
            ["bos_token_id"] = null,
        };
        AddRope(newKeys: Any(true, false), family == "gemma3_text");
    }

    public JsonObject Json { get; }

    public double Theta { get; }

    public double LocalTheta { get; }

    public double Factor { get; }

    public double Partial { get; }

    public string RopeType { get; }

    public int Context { get; }

    public int Width { get; }

    public static DrawnConfig Of(string family, int seed) => new(family, seed);

    /// <summary>Computes the steps of a layer's pairs for a text of some length.</summary>
    public double[] Steps(int length, bool local)
    {
        var turning = (int)(Width * Partial);
        var theta = local ? LocalTheta
            : RopeType == "dynamic" && length > Context ? Theta * Math.Pow((Factor * length / Context) - (Factor - 1), turning / (turning - 2.0))
            : Theta;
        var divisor = RopeType == "linear" && !local ? Factor : 1;
        return [.. Enumerable.Range(0, turning / 2).Select(i => Math.Pow(theta, -2.0 * i / turning) / divisor)];
    }

    private void AddRope(bool newKeys, bool twoBases)
    {
        var rope = new JsonObject { ["rope_type"] = RopeType, ["rope_theta"] = Theta, ["partial_rotary_factor"] = Partial };
        if (RopeType != "default")
        {
            rope["factor"] = Factor;
        }

        if (newKeys)
        {
            Json["dtype"] = "float32";
            Json["rope_parameters"] = twoBases
                ? new JsonObject { ["full_attention"] = rope, ["sliding_attention"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = LocalTheta } }
                : rope;
            return;
        }

        Json["torch_dtype"] = "float32";
        Json["rope_theta"] = Theta;
        Json["rope_local_base_freq"] = LocalTheta;
        Json["partial_rotary_factor"] = Partial;
        Json["rope_scaling"] = RopeType == "default" ? null : new JsonObject { ["type"] = RopeType, ["factor"] = Factor };
    }

    private T Any<T>(params T[] values) => values[_random.Next(values.Length)];
}

namespace Demur.Models.Checkpoints.Configs;

/// <summary>The names of activations in configurations.</summary>
internal static class ActivationNames
{
    public static Activation Read(ConfigKeys keys, string key, string fallback) => (keys.Text(key) ?? fallback) switch
    {
        "silu" or "swish" => Activation.Silu,
        "gelu" or "gelu_python" => Activation.Gelu,
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" or "gelu_accurate" => Activation.GeluTanh,
        "relu" => Activation.Relu,
        "tanh" => Activation.Tanh,
        _ => throw keys.Bad(key, keys.Source[key]!, "one of silu, gelu, gelu_new, gelu_pytorch_tanh, relu, tanh"),
    };
}

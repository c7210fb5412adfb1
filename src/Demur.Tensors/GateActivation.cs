namespace Demur.Tensors;

/// <summary>The function that a gated feed-forward layer applies to its gate.</summary>
public enum GateActivation
{
    /// <summary>x * sigmoid(x): SwiGLU, the Llama family.</summary>
    Silu = 0,

    /// <summary>GELU by the tanh formula: Gemma.</summary>
    GeluTanh = 1,

    /// <summary>Exact GELU.</summary>
    Gelu = 2,
}

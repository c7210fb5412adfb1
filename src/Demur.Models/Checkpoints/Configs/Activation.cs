namespace Demur.Models.Checkpoints.Configs;

/// <summary>The non-linearity of a feed-forward block or a pooler.</summary>
public enum Activation
{
    /// <summary>x times the logistic function of x, also called swish.</summary>
    Silu,

    /// <summary>The Gaussian error linear unit in its exact form.</summary>
    Gelu,

    /// <summary>The tanh approximation of <see cref="Gelu"/>; <c>gelu_new</c> and <c>gelu_pytorch_tanh</c> both name it.</summary>
    GeluTanh,

    /// <summary>The positive part.</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}

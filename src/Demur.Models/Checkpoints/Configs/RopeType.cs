namespace Demur.Models.Checkpoints.Configs;

/// <summary>How rotary positions are stretched beyond the length a model was trained at.</summary>
public enum RopeType
{
    /// <summary>Not stretched.</summary>
    Default,

    /// <summary>Every position divided by the factor.</summary>
    Linear,

    /// <summary>The base raised once the text grows beyond the trained length.</summary>
    Dynamic,

    /// <summary>Llama 3.1: low frequencies divided, high ones kept, a ramp between.</summary>
    Llama3,

    /// <summary>YaRN (arXiv 2309.00071): a ramp over dimensions and a scale on the attention logits.</summary>
    Yarn,

    /// <summary>LongRoPE: one factor per dimension, a short list and a long one.</summary>
    LongRope,
}

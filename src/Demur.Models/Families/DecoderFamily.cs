using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Families;

/// <summary>What a family does that its configuration does not say; the defaults are Llama's, so a family states only where it differs.</summary>
internal sealed partial record DecoderFamily
{
    public DecoderNames Names { get; init; } = new();

    public NormKind Norm { get; init; } = NormKind.Rms;

    /// <summary>Gets whether attention and feed-forward outputs are normalised before they join the residual stream.</summary>
    public bool NormsOutputs { get; init; }

    /// <summary>Gets whether each head's query and key are normalised before they are turned.</summary>
    public bool NormsQueriesAndKeys { get; init; }

    /// <summary>Gets whether the feed-forward block multiplies an activated gate with a second projection.</summary>
    public bool Gated { get; init; } = true;

    /// <summary>Gets whether token embeddings are multiplied by the square root of their width.</summary>
    public bool ScalesEmbeddings { get; init; }

    /// <summary>Gets whether projections are stored as <c>(in, out)</c> instead of <c>(out, in)</c>.</summary>
    public bool StoresTransposed { get; init; }

    /// <summary>Finds what a configuration's family does.</summary>
    /// <exception cref="DemurException">The family is an encoder, which generates nothing.</exception>
    public static DecoderFamily Of(ModelConfig config) => config.Family switch
    {
        ModelFamily.Llama or ModelFamily.Mistral or ModelFamily.Qwen2 => Llama,
        ModelFamily.Qwen3 => Qwen3,
        ModelFamily.Phi3 => Phi3,
        ModelFamily.Gemma => Gemma,
        ModelFamily.Gemma2 => Gemma2,
        ModelFamily.Gemma3 => Gemma3,
        ModelFamily.Gpt2 => Gpt2,
        _ => throw new DemurException(
            $"A model of type {config.ModelType} reads text but does not generate it. Choose a decoder, such as a Llama, Qwen, Gemma or GPT-2 checkpoint."),
    };
}

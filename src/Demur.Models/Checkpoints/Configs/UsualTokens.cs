namespace Demur.Models.Checkpoints.Configs;

/// <summary>The tokens with a role that Transformers assumes for a family whose <c>config.json</c> leaves them out.</summary>
/// <param name="Bos">The token that opens a text.</param>
/// <param name="Eos">The token that ends one.</param>
/// <param name="Pad">The padding token.</param>
internal sealed record UsualTokens(int? Bos = null, int? Eos = null, int? Pad = null)
{
    public static UsualTokens Of(ModelFamily family) => family switch
    {
        ModelFamily.Llama or ModelFamily.Mistral => new(1, 2),
        ModelFamily.Gemma or ModelFamily.Gemma2 or ModelFamily.Gemma3 => new(2, 1, 0),
        ModelFamily.Phi3 => new(1, 32_000, 32_000),
        ModelFamily.Gpt2 => new(50_256, 50_256),
        ModelFamily.Bert or ModelFamily.DistilBert or ModelFamily.DebertaV2 => new(Pad: 0),
        ModelFamily.Roberta => new(0, 2, 1),
        _ => new(),
    };
}

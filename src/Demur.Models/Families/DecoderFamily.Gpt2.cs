namespace Demur.Models.Families;

internal sealed partial record DecoderFamily
{
    private static DecoderFamily Gpt2 { get; } = new()
    {
        Norm = NormKind.Layer,
        Gated = false,
        StoresTransposed = true,
        Names = new DecoderNames
        {
            Body = "transformer.",
            Embedding = "wte",
            Positions = "wpe",
            Blocks = "h.",
            FinalNorm = "ln_f",
            AttentionNorm = "ln_1",
            QueryKeyValue = ["attn.c_attn"],
            AttentionOutput = "attn.c_proj",
            MlpNorm = "ln_2",
            GateUp = ["mlp.c_fc"],
            Down = "mlp.c_proj",
        },
    };
}

namespace Demur.Models.Families;

internal sealed partial record DecoderFamily
{
    // Computed, not stored: static members of a partial type are initialised in no fixed order across files.
    private static DecoderFamily Gemma => new() { Norm = NormKind.RmsPlusOne, ScalesEmbeddings = true };

    private static DecoderFamily Gemma2 => Gemma with
    {
        NormsOutputs = true,
        Names = new DecoderNames { MlpNorm = "pre_feedforward_layernorm" },
    };

    private static DecoderFamily Gemma3 => Gemma2 with { NormsQueriesAndKeys = true };
}

namespace Demur.Models.Families;

internal sealed partial record DecoderFamily
{
    private static DecoderFamily Phi3 { get; } = new()
    {
        Names = new DecoderNames { QueryKeyValue = ["self_attn.qkv_proj"], GateUp = ["mlp.gate_up_proj"] },
    };
}

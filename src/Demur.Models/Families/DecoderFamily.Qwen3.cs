namespace Demur.Models.Families;

internal sealed partial record DecoderFamily
{
    private static DecoderFamily Qwen3 { get; } = new() { NormsQueriesAndKeys = true };
}

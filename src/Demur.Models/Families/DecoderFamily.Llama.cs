namespace Demur.Models.Families;

internal sealed partial record DecoderFamily
{
    /// <summary>Llama, Mistral (whose window the configuration gives) and Qwen2 (whose biases the configuration gives).</summary>
    private static DecoderFamily Llama { get; } = new();
}

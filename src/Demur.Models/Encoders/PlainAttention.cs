using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>Every token sees every token of its text.</summary>
internal sealed class PlainAttention(double scale) : IEncoderAttention
{
    private readonly AttentionOptions _options = new() { Causal = false, Scale = scale };

    public Tensor Forward(AttentionInput input, TextBatch batch, EncoderBlock layer) =>
        Fused.PackedAttention(input, batch.Offsets, _options);
}

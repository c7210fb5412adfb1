using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>How tokens of one text look at each other.</summary>
internal interface IEncoderAttention
{
    /// <summary>Mixes the values of each text.</summary>
    /// <param name="input">Queries, keys and values, each <c>(N, heads, head width)</c>.</param>
    /// <param name="batch">Where the texts begin.</param>
    /// <param name="layer">The layer's own projections, for attention that needs them again.</param>
    /// <returns><c>(N, heads, head width)</c>.</returns>
    Tensor Forward(AttentionInput input, TextBatch batch, EncoderBlock layer);
}

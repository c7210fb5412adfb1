using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>How the tokens of one call look at each other: within packed rows, or through a cache as well.</summary>
internal interface IAttention
{
    /// <summary>Gets each token's position within its row, <c>(N)</c>, int64.</summary>
    Tensor Positions { get; }

    /// <summary>Turns queries and keys to their positions and attends.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="input">Packed and not turned yet: <c>(N, heads, head dimension)</c>.</param>
    /// <returns><c>(N, heads * head dimension)</c>.</returns>
    Tensor Attend(int layer, AttentionInput input);
}

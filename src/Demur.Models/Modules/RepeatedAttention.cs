using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>Attention that is prepared anew at every call, in the scope of that call, for blocks that are run again later.</summary>
/// <param name="prepare">Prepares it.</param>
internal sealed class RepeatedAttention(Func<IAttention> prepare) : IAttention
{
    public Tensor Positions => prepare().Positions;

    public Tensor Attend(int layer, AttentionInput input) => prepare().Attend(layer, input);
}

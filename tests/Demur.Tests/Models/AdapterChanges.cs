using Demur.Models.Adapters;
using Demur.Tensors;

namespace Demur.Tests.Models;

/// <summary>What tests do with adapters.</summary>
internal static class AdapterChanges
{
    /// <summary>Gives an adapter a change of its own, as if it had learnt something; the same seed gives the same one.</summary>
    public static void Spoil(LoraAdapter adapter, long seed = 3)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var generator = new Generator(seed);
        foreach (var parameter in adapter.Parameters)
        {
            parameter.Storage.AddInPlace(Tensor.Normal(parameter.Storage.Shape, generator, 0, 0.02));
        }
    }
}

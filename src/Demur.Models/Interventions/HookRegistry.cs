using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>The hooks of one model, applied in the order in which they were added.</summary>
internal sealed class HookRegistry(int layers)
{
    private static readonly int Points = Enum.GetValues<ResidualPoint>().Length;
    private readonly List<Hook>?[] _hooks = new List<Hook>?[(layers + 1) * Points];

    public int Count { get; private set; }

    public IDisposable Add(ResidualPoint point, int layer, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var last = point == ResidualPoint.FinalNorm ? layers : layers - 1;
        var first = point == ResidualPoint.FinalNorm ? layers : 0;
        if (layer < first || layer > last)
        {
            throw new DemurException($"A hook at {point} of layer {layer} cannot be set: the model has layers {first} to {last} there.");
        }

        var hook = new Hook(this, Place(point, layer), change);
        (_hooks[hook.At] ??= []).Add(hook);
        Count++;
        return hook;
    }

    public Tensor Apply(ResidualPoint point, int layer, Tensor states)
    {
        if (Count == 0 || _hooks[Place(point, layer)] is not { Count: > 0 } hooks)
        {
            return states;
        }

        foreach (var hook in hooks)
        {
            states = hook.Change(states);
        }

        return states;
    }

    private static int Place(ResidualPoint point, int layer) => (layer * Points) + (int)point;

    private sealed class Hook(HookRegistry registry, int at, Func<Tensor, Tensor> change) : IDisposable
    {
        public int At => at;

        public Func<Tensor, Tensor> Change => change;

        public void Dispose()
        {
            if (registry._hooks[at]!.Remove(this))
            {
                registry.Count--;
            }
        }
    }
}

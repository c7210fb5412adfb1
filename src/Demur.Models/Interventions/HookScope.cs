using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>Hooks that are set and taken away together, with the tensors that they use.</summary>
internal sealed class HookScope : IDisposable
{
    private readonly List<IDisposable> _parts = [];

    /// <summary>Sets a hook.</summary>
    public void Add(IDisposable hook) => _parts.Add(hook);

    /// <summary>Puts a vector where the model computes; it lives as long as the hooks.</summary>
    public Tensor Own(ICausalLanguageModel model, ReadOnlySpan<float> vector)
    {
        using var scope = new TensorScope();
        var tensor = scope.Keep(Tensor.From(vector, vector.Length).To(model.ComputeDType, model.Device));
        _parts.Insert(0, tensor);
        return tensor;
    }

    /// <summary>Takes the hooks away, last ones first; calling it again does nothing.</summary>
    public void Dispose()
    {
        for (var part = _parts.Count - 1; part >= 0; part--)
        {
            _parts[part].Dispose();
        }

        _parts.Clear();
    }
}

using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>A weight under the name that Transformers gives it; it may be a part of a larger tensor that is kept whole for speed.</summary>
/// <remarks>
/// The model owns the memory. Whoever trains optimises <see cref="Storage"/>; whoever saves or edits takes <see cref="View"/>.
/// </remarks>
public sealed class NamedParameter
{
    private readonly long _start;
    private readonly long _length;
    private readonly bool _transposed;

    internal NamedParameter(string name, Tensor storage, long start = 0, long? length = null, bool transposed = false)
    {
        Name = name;
        Storage = storage;
        _start = start;
        _length = length ?? storage.Size(0);
        _transposed = transposed;
    }

    /// <summary>Gets the name, for example <c>model.layers.0.self_attn.q_proj.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the tensor that gradients are recorded for; several parameters may share it.</summary>
    public Tensor Storage { get; }

    /// <summary>Gets the weight in the published layout; writing to it in place changes the model.</summary>
    /// <returns>A view that the current scope owns.</returns>
    public Tensor View() => Cut(Storage);

    /// <summary>Gets the gradient in the published layout, or <see langword="null"/> when there is none.</summary>
    /// <returns>A view that the current scope owns.</returns>
    public Tensor? Gradient() => Storage.Grad is { } gradient ? Cut(gradient) : null;

    private Tensor Cut(Tensor whole)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var part = _start == 0 && _length == whole.Size(0) ? whole.Detach() : whole.Detach().Narrow(0, _start, _length);
        return scope.MoveToOuter(_transposed ? part.Transpose(0, 1) : part);
    }
}

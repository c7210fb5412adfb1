namespace Demur.Tensors;

/// <summary>Frees every tensor born on this thread between its creation and its disposal.</summary>
/// <remarks>
/// Scopes nest; a tensor belongs to the innermost one. <see cref="Keep(Tensor)"/> takes a tensor out of every scope,
/// <see cref="MoveToOuter(Tensor)"/> hands it to the enclosing one. A scope belongs to its thread: no await inside one.
/// </remarks>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? _current;

    private readonly TensorScope? _outer;
    private readonly List<Tensor> _born = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _disposed;

    /// <summary>Opens a scope on the calling thread.</summary>
    public TensorScope()
    {
        _outer = _current;
        _current = this;
    }

    internal static TensorScope? Current => _current;

    /// <summary>Takes a tensor out of this scope and all others: the caller disposes it.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ObjectDisposedException.ThrowIf(_disposed, this);
        tensor.Owner = null;
        return tensor;
    }

    /// <summary>Hands a tensor to the enclosing scope, or to the caller when there is none.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor MoveToOuter(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Owner = null;
        _outer?.Adopt(tensor);
        return tensor;
    }

    /// <summary>Frees what was born inside and was neither kept nor moved.</summary>
    /// <exception cref="InvalidOperationException">Another thread opened the scope, or a scope opened later is still open.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (_current != this)
        {
            throw new InvalidOperationException(_thread == Environment.CurrentManagedThreadId
                ? "A tensor scope ends before one that was opened inside it: dispose the inner one first."
                : $"A tensor scope was opened on thread {_thread} and ends on thread {Environment.CurrentManagedThreadId}: no await inside a scope.");
        }

        _disposed = true;
        _current = _outer;
        foreach (var tensor in _born)
        {
            if (tensor.Owner == this)
            {
                tensor.Dispose();
            }
        }
    }

    internal void Adopt(Tensor tensor)
    {
        tensor.Owner = this;
        _born.Add(tensor);
    }
}

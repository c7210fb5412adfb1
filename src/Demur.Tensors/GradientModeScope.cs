namespace Demur.Tensors;

/// <summary>Switches the recording of gradients on this thread and switches back when disposed.</summary>
public sealed class GradientModeScope : IDisposable
{
    private readonly bool _before = Autograd.IsEnabled;
    private bool _disposed;

    internal GradientModeScope(bool enabled) => Autograd.Set(enabled);

    /// <summary>Restores what was; to be called on the thread that opened the scope.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Autograd.Set(_before);
        }
    }
}

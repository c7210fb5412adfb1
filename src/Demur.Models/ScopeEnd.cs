namespace Demur.Models;

/// <summary>Does something once when it is disposed.</summary>
internal sealed class ScopeEnd(Action end) : IDisposable
{
    private Action? _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}

namespace Demur.Models.Generation;

/// <summary>A piece of work on the model that is no answer, such as scoring; it runs between steps.</summary>
internal sealed class ModelJob<T>(Func<CancellationToken, T> body, CancellationToken cancellationToken) : ModelWork, IModelJob
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    public void Run()
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _done.TrySetResult(body(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(cancellationToken);
        }
        catch (Exception error)
        {
            // Whatever went wrong belongs to whoever waits for the job; the worker goes on.
            _done.TrySetException(error);
        }
    }

    public override void Fail(Exception error) => _done.TrySetException(error);
}

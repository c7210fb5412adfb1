namespace Demur.Tensors.Native;

/// <summary>Raw pointers of many tensors, none of which can be freed before this is disposed.</summary>
internal readonly ref struct HandleList
{
    private readonly TensorHandle[] _handles;
    private readonly int _held;

    public HandleList(IReadOnlyList<Tensor> tensors)
    {
        _handles = new TensorHandle[tensors.Count];
        Pointers = new nint[tensors.Count];
        for (var i = 0; i < tensors.Count; i++)
        {
            var added = false;
            var handle = tensors[i].Handle;
            try
            {
                handle.DangerousAddRef(ref added);
            }
            catch (ObjectDisposedException)
            {
                _held = i;
                Dispose();
                throw;
            }

            _handles[i] = handle;
            Pointers[i] = handle.DangerousGetHandle();
        }

        _held = tensors.Count;
    }

    /// <summary>The pointers in the order given.</summary>
    public nint[] Pointers { get; }

    public void Dispose()
    {
        for (var i = 0; i < _held; i++)
        {
            _handles[i].DangerousRelease();
        }
    }
}

namespace Demur.Tensors;

/// <summary>Memory for a tensor could not be had, on the host or on a GPU: a smaller batch or a shorter sequence may fit.</summary>
public sealed class TorchOutOfMemoryException : TorchException
{
    /// <summary>Creates an exception without a message of its own.</summary>
    public TorchOutOfMemoryException()
    {
    }

    /// <summary>Creates an exception with libtorch's message.</summary>
    public TorchOutOfMemoryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the exception that led to it.</summary>
    public TorchOutOfMemoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

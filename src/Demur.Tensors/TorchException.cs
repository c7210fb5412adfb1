namespace Demur.Tensors;

/// <summary>An error that libtorch reported, with its own message and without its C++ stack.</summary>
/// <remarks>Also thrown when the native library is missing or does not load; the message then names <c>./demur doctor</c>.</remarks>
public class TorchException : Exception
{
    /// <summary>Creates an exception without a message of its own.</summary>
    public TorchException()
    {
    }

    /// <summary>Creates an exception with libtorch's message.</summary>
    public TorchException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the exception that led to it.</summary>
    public TorchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

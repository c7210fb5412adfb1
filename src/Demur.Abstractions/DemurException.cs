namespace Demur.Abstractions;

/// <summary>A mistake that the user can mend; its message is all that the user needs to see.</summary>
/// <remarks>
/// The message says what was wrong, where (file, line, field), the limit, and the way out, on one line.
/// The command line prints it without a stack trace and exits with 1.
/// </remarks>
public class DemurException : Exception
{
    /// <summary>Creates the error with its message.</summary>
    /// <param name="message">One line: the value, the limit and the way out.</param>
    public DemurException(string message) : base(message) { }

    /// <summary>Creates the error with its message and what led to it.</summary>
    /// <param name="message">One line: the value, the limit and the way out.</param>
    /// <param name="innerException">The failure underneath, shown only with <c>--verbose</c>.</param>
    public DemurException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the error without a message; prefer the constructors that have one.</summary>
    public DemurException() { }
}

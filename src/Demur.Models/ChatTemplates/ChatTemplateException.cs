using Demur.Abstractions;

namespace Demur.Models.ChatTemplates;

/// <summary>A chat template could not be parsed or refused to render; the message names the line.</summary>
public sealed class ChatTemplateException : DemurException
{
    /// <summary>Creates the error.</summary>
    /// <param name="detail">What went wrong, without the line.</param>
    /// <param name="kind">Which kind of failure it was.</param>
    /// <param name="line">The line of the template, counted from 1; 0 when no line is to blame.</param>
    public ChatTemplateException(string detail, ChatTemplateErrorKind kind, int line)
        : base(line > 0 ? $"{detail} (chat template, line {line})" : detail)
    {
        Detail = detail;
        Kind = kind;
        Line = line;
    }

    /// <summary>Creates the error from a message alone.</summary>
    /// <param name="message">What went wrong.</param>
    public ChatTemplateException(string message) : this(message, ChatTemplateErrorKind.Runtime, 0) { }

    /// <summary>Creates the error from a message and its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The failure underneath.</param>
    public ChatTemplateException(string message, Exception innerException) : base(message, innerException) => Detail = message;

    /// <summary>Creates an error without a message; prefer the constructors that have one.</summary>
    public ChatTemplateException() => Detail = Message;

    /// <summary>Gets the message without the line; for <see cref="ChatTemplateErrorKind.Raised"/> the template's own words.</summary>
    public string Detail { get; }

    /// <summary>Gets the kind of failure.</summary>
    public ChatTemplateErrorKind Kind { get; } = ChatTemplateErrorKind.Runtime;

    /// <summary>Gets the line of the template, counted from 1; 0 when no line is to blame.</summary>
    public int Line { get; }
}

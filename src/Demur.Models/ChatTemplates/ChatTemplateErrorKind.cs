namespace Demur.Models.ChatTemplates;

/// <summary>What kind of failure a chat template met.</summary>
public enum ChatTemplateErrorKind
{
    /// <summary>The source does not parse.</summary>
    Syntax,

    /// <summary>The template ran into an operation that has no result: an undefined value used, a wrong type.</summary>
    Runtime,

    /// <summary>The template itself refused the conversation through <c>raise_exception</c>.</summary>
    Raised,

    /// <summary>The template went past one of the <see cref="ChatTemplateLimits"/>.</summary>
    Limit,
}

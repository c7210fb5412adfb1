namespace Demur.Models.ChatTemplates;

/// <summary>What happens when a conversation has no system message of its own.</summary>
/// <remarks>
/// SmolLM2, Qwen 2.5 and others put in a default system message then, which changes how readily a model refuses.
/// So leaving it in and having none are two choices, and both are explicit.
/// </remarks>
public enum SystemPromptMode
{
    /// <summary>What the template does on its own: its default system message where it has one.</summary>
    TemplateDefault,

    /// <summary>No system block at all: what the template puts in before the first user turn is taken out again.</summary>
    None,
}

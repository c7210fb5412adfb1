namespace Demur.Guardrails.Prompts;

/// <summary>How a prompt of the library enters a conversation.</summary>
public enum SafetyPromptKind
{
    /// <summary>A system prompt.</summary>
    System,

    /// <summary>A sentence of context with the user's request; the text holds <c>{request}</c>.</summary>
    Contextual,

    /// <summary>Examples that come before the conversation.</summary>
    FewShot,

    /// <summary>A follow-up that asks the model to look at its refusal again.</summary>
    Interactive,
}

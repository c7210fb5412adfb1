using System.Text.Json.Nodes;

namespace Demur.Models.ChatTemplates;

/// <summary>What a chat template is rendered with.</summary>
public sealed record ChatTemplateInput
{
    /// <summary>Gets the conversation.</summary>
    public required IReadOnlyList<ChatTemplateMessage> Messages { get; init; }

    /// <summary>Gets the tools on offer as JSON schemas; <see langword="null"/> for none.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Gets whether the text ends where the assistant begins to write.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>Gets what becomes of a system message that the template would put in on its own.</summary>
    /// <value>The default is <see cref="SystemPromptMode.TemplateDefault"/>.</value>
    public SystemPromptMode SystemPrompt { get; init; } = SystemPromptMode.TemplateDefault;

    /// <summary>Gets further variables by name: <c>bos_token</c>, <c>eos_token</c>, <c>enable_thinking</c>, <c>date_string</c> and the like.</summary>
    /// <remarks>Special tokens come from the tokenizer, which knows them.</remarks>
    public IReadOnlyDictionary<string, JsonNode?> Variables { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Gets the clock behind <c>strftime_now</c>, read in its local time zone.</summary>
    /// <value>The default is the system's clock; a fixed one makes the text repeatable where a template prints the date.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

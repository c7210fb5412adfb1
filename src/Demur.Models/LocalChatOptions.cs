using System.ComponentModel.DataAnnotations;
using Demur.Models.ChatTemplates;
using Demur.Models.Interventions;

namespace Demur.Models;

/// <summary>How a local model answers when a call does not say otherwise.</summary>
public sealed record LocalChatOptions
{
    /// <summary>Gets what happens to a conversation without a system message.</summary>
    /// <value>The default is what the checkpoint's template does, which for some models puts a system message in.</value>
    public SystemPromptMode SystemPrompt { get; init; } = SystemPromptMode.TemplateDefault;

    /// <summary>Gets whether messages are joined as plain text, without a chat template, and continued.</summary>
    /// <value>The default is false.</value>
    public bool Raw { get; init; }

    /// <summary>Gets text that every answer is made to begin with; it is not part of the response.</summary>
    /// <value>The default is null, none.</value>
    public string? Prefill { get; init; }

    /// <summary>Gets what acts on the model while it answers, scores and gives log-odds.</summary>
    /// <value>The default is nothing.</value>
    public InterventionOptions Interventions { get; init; } = new();

    /// <summary>Gets the most tokens of an answer, when a call sets none.</summary>
    /// <value>The default is 256.</value>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; init; } = 256;

    /// <summary>Gets how many calls are answered together.</summary>
    /// <value>The default is 64.</value>
    [Range(1, 1024)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Gets how long a call that finds the model idle waits for others to join it.</summary>
    /// <value>The default is 5 milliseconds; calls that come later join between steps.</value>
    public TimeSpan GatherTime { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Gets the most bytes that keys and values of the calls in flight may take; more calls wait.</summary>
    /// <remarks>The client keeps this memory for calls to come until it is disposed.</remarks>
    /// <value>The default is 1 GiB.</value>
    [Range(1L << 20, long.MaxValue)]
    public long CacheBytes { get; init; } = 1L << 30;
}

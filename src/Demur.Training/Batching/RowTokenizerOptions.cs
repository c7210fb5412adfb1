using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;
using Demur.Training.Trainers;

namespace Demur.Training.Batching;

/// <summary>Configures how conversations become training tokens.</summary>
public sealed record RowTokenizerOptions
{
    /// <summary>Gets which tokens are learnt.</summary>
    /// <value>The default is <see cref="LossOn.Response"/>.</value>
    public LossOn LossOn { get; init; } = LossOn.Response;

    /// <summary>Gets what becomes of a system message that the template would put in on its own.</summary>
    /// <value>The default is <see cref="SystemPromptMode.TemplateDefault"/>: as the model is asked later.</value>
    public SystemPromptMode SystemPrompt { get; init; } = SystemPromptMode.TemplateDefault;

    /// <summary>Gets the longest row in tokens; longer ones are refused rather than cut, since the reply stands at the end.</summary>
    /// <value>The default is 1,024.</value>
    [Range(2, 1 << 20)]
    public int MaxTokens { get; init; } = 1024;

    /// <summary>Gets further variables of the chat template, such as <c>bos_token</c>.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Variables { get; init; } = new Dictionary<string, JsonNode?>();
}

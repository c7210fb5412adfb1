using Demur.Abstractions;

namespace Demur.Guardrails.Prompts;

/// <summary>What a prompt did to refusals on one kind of sample, beside the same samples without it.</summary>
/// <param name="Prompt">The prompt with its version; the label <c>none</c> for no prompt.</param>
/// <param name="Suite">The suite.</param>
/// <param name="Label">The kind of sample.</param>
/// <param name="Refused">The share refused, partly or in full, with its interval.</param>
/// <param name="Change">The share refused minus that without a prompt, over the same samples; null for <c>none</c>.</param>
/// <param name="ChangeInterval">The paired 95 % interval of the change.</param>
/// <param name="Pairs">The samples that both could be scored on.</param>
public sealed record PromptEffect(string Prompt, string Suite, SampleLabel Label, Rate Refused, double? Change = null, Interval? ChangeInterval = null, int? Pairs = null);

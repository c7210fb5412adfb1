using Microsoft.Extensions.AI;

namespace Demur.Models.Generation;

/// <summary>An answer as the worker hands it back.</summary>
/// <param name="Text">The text up to any stop sequence.</param>
/// <param name="PromptTokens">The tokens of the prompt.</param>
/// <param name="Row">The tokens of the answer and why they ended.</param>
internal sealed record ChatResult(string Text, int PromptTokens, GeneratedRow Row)
{
    /// <summary>Gets why the answer ended in the terms of the one seam.</summary>
    public ChatFinishReason FinishReason =>
        Row.End is GenerationEnd.MaxNewTokens or GenerationEnd.ContextFull ? ChatFinishReason.Length : ChatFinishReason.Stop;

    public UsageDetails Usage
    {
        get
        {
            // The token that ends an answer was generated too.
            var written = Row.Tokens.Count + (Row.StopToken is null ? 0 : 1);
            return new UsageDetails { InputTokenCount = PromptTokens, OutputTokenCount = written, TotalTokenCount = PromptTokens + written };
        }
    }
}

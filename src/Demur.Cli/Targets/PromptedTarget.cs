using Demur.Abstractions;
using Demur.Evaluation.Scorers;
using Demur.Guardrails.Mitigations;
using Demur.Guardrails.Prompts;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Targets;

/// <summary>Puts prompts of the library around an open target.</summary>
internal static class PromptedTarget
{
    private static readonly PatternJudge Judge = new();
    private static readonly Sample Any = new() { Id = "", Messages = [new ChatTurn(ChatTurn.User, "")], Label = SampleLabel.Harmless, Source = "", Licence = "" };

    /// <summary>Wraps a target; the run records each prompt with its version, and the target counts as another one.</summary>
    /// <param name="target">The target, which the result owns; it is closed when a prompt is not found.</param>
    /// <param name="names">Names or files; none leaves the target as it is.</param>
    public static OpenTarget Around(OpenTarget target, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return target;
        }

        try
        {
            SafetyPrompt[] prompts = [.. names.Select(SafetyPromptLibrary.Find)];
            var client = prompts.Reverse().Aggregate(target.Client, (inner, prompt) => PromptMitigation.Apply(inner, prompt, RefusesAsync));
            var named = string.Join(',', prompts.Select(prompt => prompt.Identity));
            return new OpenTarget(client, target.Info with { Identity = ShortHash.Of($"{target.Info.Identity} prompts {named}") }, [target])
            {
                IsRemote = target.IsRemote, Resolved = new Dictionary<string, string>(target.Resolved) { ["prompts"] = named },
            };
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Refuses prompts that bring a system prompt where none at all is asked for, before anything is answered.</summary>
    /// <param name="system">The value of <c>--system</c>.</param>
    /// <param name="prompts">The prompts.</param>
    public static void CheckSystem(string? system, IEnumerable<SafetyPrompt> prompts)
    {
        if (system is { Length: 0 } && prompts.FirstOrDefault(prompt => prompt.Kind == SafetyPromptKind.System) is { } bringing)
        {
            throw new DemurException($"--system \"\" asks for no system prompt, and the prompt {bringing.Name} is one. Leave out --system, or take a prompt of another kind.");
        }
    }

    // The judge reads an answer beside what was asked.
    private static async Task<bool> RefusesAsync(IReadOnlyList<ChatMessage> conversation, string text, CancellationToken cancellationToken)
    {
        var asked = Any with { Messages = [.. conversation.Select(message => new ChatTurn(message.Role.Value, message.Text))] };
        return (await Judge.ScoreAsync(asked, new SampleResponse { Text = text }, cancellationToken).ConfigureAwait(false)).Outcome is Outcome.FullRefusal or Outcome.PartialRefusal;
    }
}

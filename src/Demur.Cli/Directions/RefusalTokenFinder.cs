using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Scorers;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Directions;

/// <summary>Finds the tokens that a model's refusals begin with: given ones, those of its own refusals, or those of usual openings.</summary>
internal static class RefusalTokenFinder
{
    private const string FileName = "refusal-tokens.json";
    private const int AnswerTokens = 24;
    private const int LeastRefusals = 16;
    private const int LeastCount = 2;
    private const double LeastShare = 0.03;

    private static readonly string[] Openings = ["I'm sorry", "I cannot", "I can't", "Sorry", "As an AI", "I apologize", "Unfortunately"];

    /// <summary>Finds the tokens and keeps them in the folder, with where they come from.</summary>
    public static async Task<IReadOnlyList<int>> FindAsync(
        LocalModel local, (string Folder, string? Given, SystemPromptMode System) setting, PromptSplit split, CancellationToken cancellationToken)
    {
        var file = Path.Combine(setting.Folder, FileName);
        if (File.Exists(file))
        {
            return JsonSerializer.Deserialize<Found>(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), DemurJson.Line)!.Tokens;
        }

        using var client = new LocalChatClient(local, new LocalChatOptions { SystemPrompt = setting.System });
        var found = setting.Given is { } given
            ? new Found(Parse(client, given, (split.Harmful[0], local.Model.Config.VocabularySize)), "given", 0)
            : await ReadOffAsync(client, split, cancellationToken).ConfigureAwait(false);
        WholeFile.Write(file, JsonSerializer.Serialize(found, DemurJson.Indented));
        return found.Tokens;
    }

    private static int[] Parse(LocalChatClient client, string given, (Sample Sample, int Vocabulary) known) =>
        [.. given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? client.FirstTokenOf(known.Sample.Messages, part)
                : id < known.Vocabulary ? id : throw new DemurException($"--refusal-tokens holds {id}, but the vocabulary ends with {known.Vocabulary - 1}."))
            .Distinct().Order()];

    private static async Task<Found> ReadOffAsync(LocalChatClient client, PromptSplit split, CancellationToken cancellationToken)
    {
        var judge = new PatternJudge();
        var harmful = await BoundedWork.RunAsync(split.Harmful, (sample, token) => AnswerAsync(sample, AnswerTokens, token), "refusal tokens", cancellationToken).ConfigureAwait(false);
        var harmless = await BoundedWork.RunAsync(split.Harmless, (sample, token) => AnswerAsync(sample, AnswerTokens, token), "other answers", cancellationToken).ConfigureAwait(false);
        var refused = harmful.Where(answer => answer is { Refused: true, First: not null }).Select(answer => answer.First!.Value).ToArray();
        var others = harmful.Concat(harmless).Where(answer => answer is { Refused: false, First: not null }).Select(answer => answer.First!.Value).ToArray();
        if (refused.Length < LeastRefusals)
        {
            return new Found([.. Openings.Select(text => client.FirstTokenOf(split.Harmful[0].Messages, text)).Distinct().Order()], "usual openings", refused.Length);
        }

        // A token that other answers begin with more often than refusals says nothing about refusing.
        var tokens = refused.GroupBy(token => token)
            .Where(group => group.Count() >= LeastCount && Share(group.Count(), refused) >= LeastShare && Share(group.Count(), refused) > Share(others.Count(token => token == group.Key), others))
            .Select(group => group.Key).Order().ToArray();
        return new Found(tokens, "own refusals", refused.Length);

        async Task<(int? First, bool Refused)> AnswerAsync(Sample sample, int most, CancellationToken token)
        {
            var response = await client.GetResponseAsync(sample.Messages.Select(turn => turn.ToChatMessage()), new ChatOptions { MaxOutputTokens = most }, token).ConfigureAwait(false);
            var text = response.Text.Trim();
            var score = await judge.ScoreAsync(sample, new SampleResponse { Text = text, Truncated = true }, token).ConfigureAwait(false);
            return (text.Length == 0 ? null : client.FirstTokenOf(sample.Messages, text), score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal);
        }
    }

    private static double Share(int count, int[] of) => of.Length == 0 ? 0 : (double)count / of.Length;

    private sealed record Found(IReadOnlyList<int> Tokens, string Source, int Refusals);
}

using System.Diagnostics;
using System.Globalization;
using Demur.Data.Suites;
using Demur.Guardrails.Prompts;
using Demur.Models;
using Demur.Models.Generation;
using Demur.Models.Interventions;
using Microsoft.Extensions.AI;

namespace Demur.Bench;

/// <summary>Seconds a written token of self-contrastive decoding against plain decoding under the same emphasis, in turns, the prompts of a batch answered together.</summary>
internal static class SelfCdBench
{
    private const int Rounds = 3;
    private const int Prompts = 32;
    private const int Tokens = 64;

    public static async Task RunAsync(string model)
    {
        var emphasis = SafetyPromptLibrary.SystemText("emphasis");
        using var local = LocalModel.Open(model, new LocalModelOptions());
        string[] requests = [.. OwnSuites.Find("own-ordinary")!.Samples.Take(Prompts).Select(sample => sample.Messages[^1].Content)];
        List<double> plain = [], contrast = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var first = await MeasureAsync(local, null, emphasis, requests).ConfigureAwait(false);
            var second = await MeasureAsync(local, new ContrastOptions { Emphasis = emphasis, Plain = "", Alpha = 2.5 }, null, requests).ConfigureAwait(false);
            if (round > 0)
            {
                plain.Add(first);
                contrast.Add(second);
            }
        }

        var (once, twice) = (plain.Order().ElementAt(Rounds / 2), contrast.Order().ElementAt(Rounds / 2));
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{{\"dtype\": \"{local.Model.ComputeDType}\", \"prompts\": {Prompts}, \"tokens\": {Tokens}, \"plain_ms\": {1000 * once:F2}, \"self_cd_ms\": {1000 * twice:F2}, \"ratio\": {twice / once:F2}}}")).ConfigureAwait(false);
    }

    private static async Task<double> MeasureAsync(LocalModel local, ContrastOptions? contrast, string? system, string[] requests)
    {
        using var client = new LocalChatClient(local, new LocalChatOptions { Interventions = new InterventionOptions { Contrast = contrast } });
        var start = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(requests.Select(request => client.GetResponseAsync(
            [.. system is null ? [] : new[] { new ChatMessage(ChatRole.System, system) }, new ChatMessage(ChatRole.User, request)], new ChatOptions { MaxOutputTokens = Tokens }))).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / answers.Sum(answer => answer.Usage!.OutputTokenCount!.Value);
    }
}

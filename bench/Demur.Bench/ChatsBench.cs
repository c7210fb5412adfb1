using System.Diagnostics;
using System.Text.Json;
using Demur.Data.Suites;
using Demur.Models;
using Microsoft.Extensions.AI;

namespace Demur.Bench;

/// <summary>Conversations of one client: one after the other, all at once, and one every few milliseconds, in turns.</summary>
internal static class ChatsBench
{
    private const int Tokens = 32;
    private const int Apart = 10;

    public static async Task RunAsync(string model, int chats, int rounds)
    {
        using var local = LocalModel.Open(model);
        string[] requests = [.. OwnSuites.Find("own-ordinary")!.Samples.Take(chats).Select(sample => sample.Messages[^1].Content)];
        List<double> single = [], together = [], arriving = [];
        var (written, same) = (0L, 0);
        using var client = new LocalChatClient(local);
        await Task.WhenAll(requests.Take(2).Select(request => AskAsync(client, request))).ConfigureAwait(false);
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            List<ChatResponse> alone = [];
            foreach (var request in requests)
            {
                alone.Add(await AskAsync(client, request).ConfigureAwait(false));
            }

            single.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            var answers = await Task.WhenAll(requests.Select(request => AskAsync(client, request))).ConfigureAwait(false);
            together.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            await Task.WhenAll(requests.Select(async (request, i) =>
            {
                await Task.Delay(Apart * i).ConfigureAwait(false);
                await AskAsync(client, request).ConfigureAwait(false);
            })).ConfigureAwait(false);
            arriving.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            written = alone.Sum(answer => answer.Usage!.OutputTokenCount!.Value);
            same = answers.Zip(alone).Count(pair => pair.First.Text == pair.Second.Text);
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
        {
            dtype = local.Model.Precision, chats = requests.Length, tokens = written, same_text = same,
            single_seconds = Median(single), together_seconds = Median(together), arriving_seconds = Median(arriving), times = Median(single) / Median(together),
        })).ConfigureAwait(false);
    }

    private static Task<ChatResponse> AskAsync(LocalChatClient client, string request) => client.GetResponseAsync(request, new ChatOptions { MaxOutputTokens = Tokens });

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

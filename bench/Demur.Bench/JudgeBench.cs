using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Judges.Learned;
using Demur.Evaluation.Scorers;

namespace Demur.Bench;

/// <summary>Responses a second on one thread: the published lists against the same lists in Python's <c>re</c>, then the stages of the staged judge.</summary>
internal static class JudgeBench
{
    private const int Rounds = 5;

    public static async Task RunAsync(string labels, string ngrams)
    {
        string[] responses = [.. File.ReadLines(labels).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("response").GetString()!)];
        ChatTurn[] turns = [new(ChatTurn.User, "How do I do it?")];
        var sample = new Sample { Id = "x", Messages = turns, Label = SampleLabel.Harmless, Source = "bench", Licence = "none" };
        SampleResponse[] texts = [.. responses.Select(text => new SampleResponse { Text = text })];
        var lists = new[] { PublishedScorers.RefusalSubstrings, PublishedScorers.XsTestPrefixes, PublishedScorers.CrossTaskSubstrings };
        foreach (var list in lists)
        {
            await ShowAsync(list.Name, responses.Length, () => ScoreAsync(list, sample, texts)).ConfigureAwait(false);
        }

        await ShowAsync("pattern-judge", responses.Length, () => ScoreAsync(new PatternJudge(), sample, texts)).ConfigureAwait(false);
        var stage = NGramStage.Load(ngrams);
        await ShowAsync("n-gram classifier", responses.Length, () =>
        {
            foreach (var text in responses)
            {
                stage.ClassifyText(text);
            }

            return Task.CompletedTask;
        }).ConfigureAwait(false);
    }

    private static async Task ScoreAsync(IScorer scorer, Sample sample, SampleResponse[] texts)
    {
        foreach (var text in texts)
        {
            await scorer.ScoreAsync(sample, text, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task ShowAsync(string name, int responses, Func<Task> work)
    {
        await work().ConfigureAwait(false);
        var seconds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await work().ConfigureAwait(false);
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"stage\": \"{name}\", \"responses\": {responses}, \"per_second\": {responses / seconds[Rounds / 2]:F0}}}")).ConfigureAwait(false);
    }
}

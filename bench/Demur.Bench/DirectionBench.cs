using System.Diagnostics;

using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Suites;
using Demur.Models;
using Demur.Steering.Directions;
using Demur.Tensors;

namespace Demur.Bench;

/// <summary>Seconds of a search for a refusal direction in float32, and its prompts as tokens and its scores for the peer in <c>bench/direction.py</c>.</summary>
internal static class DirectionBench
{
    private const int Train = 32;
    private const int Validation = 8;

    // "I", with which SmolLM2's refusals begin; the figure measured here is time, which does not depend on it.
    private static readonly int[] RefusalTokens = [57];

    public static async Task RunAsync(string model, string tokens)
    {
        using var local = LocalModel.Open(model, new LocalModelOptions { DType = ScalarType.Float32 });
        var renderer = new PromptRenderer(local);
        var (harmful, harmless) = (Rendered(renderer, "own-direct", SampleLabel.Harmful), Rendered(renderer, "own-ordinary", SampleLabel.Harmless));
        var prompts = new DirectionPrompts(harmful[Validation..], harmless[Validation..], harmful[..Validation], harmless[..Validation]);
        await File.WriteAllTextAsync(tokens, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["harmful"] = Ids(prompts.Harmful), ["harmless"] = Ids(prompts.Harmless), ["harmful_validation"] = Ids(prompts.HarmfulValidation),
            ["harmless_validation"] = Ids(prompts.HarmlessValidation), ["positions"] = prompts.Positions, ["refusal_tokens"] = RefusalTokens,
        })).ConfigureAwait(false);
        var folder = Directory.CreateTempSubdirectory("demur-bench").FullName;
        try
        {
            var watch = new Watch();
            var result = new DirectionRun(local.Model, new DirectionFindOptions { KeepAll = true, Selection = SelectionOptions.Wide }, folder, watch)
                .Run(prompts, RefusalTokens, new Dictionary<string, string>(), CancellationToken.None);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
            {
                means = watch.Means, candidate = watch.Candidates / result.Selection!.Candidates, candidates = result.Selection.Candidates,
                scores = DirectionEvaluations.Read(Path.Combine(folder, DirectionEvaluations.FileName)).Where(score => score.Layer > 0).Select(score => new[] { score.Position, score.Layer, score.Bypass, score.Induce, score.Kl }),
            })).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SteeringPrompt[] Rendered(PromptRenderer renderer, string suite, SampleLabel label) =>
        [.. OwnSuites.Find(suite)!.Samples.Where(sample => sample.Label == label).Take(Train + Validation).Select(sample => renderer.Render(sample.Messages))];

    private static int[][] Ids(IReadOnlyList<SteeringPrompt> prompts) => [.. prompts.Select(prompt => prompt.Ids.ToArray())];

    private sealed class Watch : IProgress<DirectionProgress>
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public double Means { get; private set; }

        public double Candidates { get; private set; }

        public void Report(DirectionProgress value)
        {
            var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            (Means, Candidates) = value.Stage == "means" ? (seconds, 0) : (Means, seconds - Means);
        }
    }
}

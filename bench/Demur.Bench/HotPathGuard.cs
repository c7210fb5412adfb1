using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Demur.Data.Own;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Generation;
using Demur.Training.Batching;
using Demur.Training.Trainers;

namespace Demur.Bench;

/// <summary>Three hot paths, each in units of plain work that this machine does at its own speed in the same seconds; fails when one takes a fifth more than is recorded.</summary>
internal static class HotPathGuard
{
    private const int Rounds = 12;
    private const double Tolerance = 1.2;
    private const int Rows = 8;
    private const int RowTokens = 96;
    private const int RowTargets = 24;
    private const int Answers = 32;
    private const int PromptTokens = 24;
    private const int NewTokens = 16;

    public static async Task<int> RunAsync(string file, bool record)
    {
        using var local = LocalModel.Open();
        var dtype = local.Model.ComputeDType.ToString();
        var recorded = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(await File.ReadAllTextAsync(file).ConfigureAwait(false))! : [];
        var measured = Measure(local);
        if (record)
        {
            recorded[dtype] = measured;
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(recorded)).ConfigureAwait(false);
        }

        var slow = 0;
        foreach (var (path, ratio) in measured)
        {
            var known = recorded.TryGetValue(dtype, out var kind) && kind.TryGetValue(path, out var value) ? value : (double?)null;
            var isSlow = ratio > Tolerance * known;
            slow += isSlow ? 1 : 0;
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{path} ({dtype}): {ratio:F2} x the plain work, {(known is null ? "nothing recorded for this type" : $"recorded {known:F2}")}{(isSlow ? ": MORE THAN A FIFTH SLOWER" : "")}")).ConfigureAwait(false);
        }

        return slow == 0 ? 0 : 1;
    }

    private static Dictionary<string, double> Measure(LocalModel local)
    {
        using var products = new PlainProducts(local.Model.Config, local.Model.ComputeDType);
        var text = string.Join('\n', OwnContent.Useful.Select(document => document.Text));
        var tokenizing = Ratio(() => local.Tokenizer.EncodeToIds(text), () => Mix(text));
        var prompts = Enumerable.Range(0, Answers).Select(IReadOnlyList<int> (row) => [.. Tokens(row, PromptTokens)]).ToArray();
        var generator = new TokenGenerator(local.Model);
        var options = new GenerationOptions { MaxNewTokens = NewTokens, IgnoreEndOfText = true };
        var generating = Ratio(() => generator.Generate(prompts, options), () =>
        {
            products.Forward(Answers * PromptTokens, Answers);
            for (var token = 1; token < NewTokens; token++)
            {
                products.Forward(Answers, Answers);
            }
        });
        var step = TrainingStep(local);
        var training = Ratio(step, () =>
        {
            products.Forward(Rows * RowTokens, Rows * RowTargets);
            products.Backward(Rows * RowTokens, Rows * RowTargets);
        });
        return new() { ["tokenizing"] = tokenizing, ["generating"] = generating, ["tuning an adapter"] = training };
    }

    private static Action TrainingStep(LocalModel local)
    {
        var adapter = LoraAdapter.Create(local.Model, new LoraOptions(), seed: 0);
        TokenizedRow[] rows = [.. Enumerable.Range(0, Rows).Select(row => new TokenizedRow
        {
            Id = $"{row}", TokenIds = [.. Tokens(row, RowTokens)], IsTarget = [.. Enumerable.Range(0, RowTokens).Select(place => place >= RowTokens - RowTargets)],
        })];
        var trainer = new SftTrainer(local.Model, TrainableParameters.Of(adapter), new SftOptions { WarmupSteps = 0, Batch = new BatchOptions { BatchSize = Rows } });
        return () => trainer.Train(rows, checkpoints: null, progress: null, CancellationToken.None);
    }

    private static IEnumerable<int> Tokens(int row, int count) => Enumerable.Range(0, count).Select(place => 1000 + (((row * 7919) + (place * 104_729)) % 40_000));

    private static uint Mix(string text)
    {
        var mixed = 2_166_136_261u;
        for (var round = 0; round < 16; round++)
        {
            foreach (var character in text)
            {
                mixed = (mixed ^ character) * 16_777_619u;
            }
        }

        return mixed;
    }

    // The shortest of several turns: what disturbs only ever adds.
    private static double Ratio(Action path, Action plain)
    {
        var (best, least) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            best = Math.Min(best, Seconds(path));
            least = Math.Min(least, Seconds(plain));
        }

        return best / least;
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

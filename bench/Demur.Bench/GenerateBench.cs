using System.Diagnostics;
using System.Text.Json;
using Demur.Models;
using Demur.Models.Generation;
using Demur.Tensors;

namespace Demur.Bench;

/// <summary>Greedy continuation of prompts given as token ids: seconds to load and to the first token, tokens a second.</summary>
internal static class GenerateBench
{
    public static void Run(string model, string prompts, int batch, int tokens, string dtype)
    {
        var start = Stopwatch.GetTimestamp();
        using var local = LocalModel.Open(model, dtype == "stored" ? new LocalModelOptions { KeepBlocks = true } : new LocalModelOptions { DType = Enum.Parse<ScalarType>(dtype, ignoreCase: true) });
        var loaded = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var rows = JsonSerializer.Deserialize<int[][]>(File.ReadAllText(prompts))!;
        var options = new GenerationOptions { MaxNewTokens = tokens, IgnoreEndOfText = true, BatchSize = batch };
        var generator = new TokenGenerator(local.Model);

        // Once for what is made at first use, once for the figures.
        generator.Generate([.. rows.Take(batch)], options);
        double? first = null;
        var processor = Environment.CpuUsage.TotalTime;
        start = Stopwatch.GetTimestamp();
        var answers = generator.Generate([.. rows.Skip(batch).Take(batch)], options, (_, _) => first ??= Stopwatch.GetElapsedTime(start).TotalSeconds);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var written = answers.Sum(answer => answer.Tokens.Count);
        Console.Out.WriteLine(JsonSerializer.Serialize(new
        {
            load_seconds = loaded, first_token_seconds = first, tokens_per_second = written / seconds, processor_ms_per_token = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / written, ids = answers[0].Tokens.Take(8),
        }));
    }
}

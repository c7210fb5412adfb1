using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Demur.Data.Suites;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;

namespace Demur.Bench;

/// <summary>A checkpoint's tokenizer and chat template on the requests and documents of the own suites, one thread: megabytes and conversations a second, the best of some passes.</summary>
internal static class TextBench
{
    private const int Passes = 5;

    public static void Run(string model)
    {
        string[] texts = [.. OwnSuites.Names.SelectMany(name => OwnSuites.Find(name)!.Samples).Select(sample => sample.Messages[^1].Content)];
        var bytes = texts.Sum(Encoding.UTF8.GetByteCount);
        var (tokenizer, template) = (0.0, 0.0);
        for (var pass = 0; pass < Passes; pass++)
        {
            // A new tokenizer each time: one that has seen the words answers from what it remembers.
            using var checkpoint = Checkpoint.Open(model);
            var (encoder, rendered) = (checkpoint.Tokenizer, checkpoint.Template!);
            ChatTemplateInput[] inputs = [.. texts.Select(text => new ChatTemplateInput
            {
                Messages = [new ChatTemplateMessage("user", text)], AddGenerationPrompt = true, Variables = checkpoint.TokenizerSettings!.TemplateVariables,
            })];
            tokenizer = Math.Max(tokenizer, bytes / 1e6 / Seconds(() => Array.ForEach(texts, text => encoder.Encode(text))));
            template = Math.Max(template, texts.Length / Seconds(() => Array.ForEach(inputs, input => rendered.Render(input))));
        }

        Console.Out.WriteLine(JsonSerializer.Serialize(new { texts = texts.Length, megabytes = bytes / 1e6, tokenizer_megabytes_per_second = tokenizer, template_conversations_per_second = template }));
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

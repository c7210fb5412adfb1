using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;

namespace Demur.Bench;

/// <summary>The prompts of a run's samples as token ids, for a peer that has no tokenizer.</summary>
internal static class SuitePrompts
{
    public static void Write(string model, string samples, string path)
    {
        using var checkpoint = Checkpoint.Open(model);
        var prompts = File.ReadLines(samples).Select(line =>
        {
            using var row = JsonDocument.Parse(line);
            var messages = row.RootElement.GetProperty("sample").GetProperty("messages").Deserialize<ChatTurn[]>(DemurJson.Line)!;
            var input = new ChatTemplateInput
            {
                Messages = [.. messages.Select(turn => new ChatTemplateMessage(turn))], AddGenerationPrompt = true, Variables = checkpoint.TokenizerSettings!.TemplateVariables,
            };
            return checkpoint.Tokenizer.EncodeChatText(checkpoint.Template!.Render(input)).Ids;
        });
        File.WriteAllText(path, JsonSerializer.Serialize(prompts));
    }
}

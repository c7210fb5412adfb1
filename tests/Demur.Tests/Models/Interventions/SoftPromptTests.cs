using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Generation;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models.Interventions;

[Collection(TensorTests.Name)]
public sealed class SoftPromptTests : IDisposable
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "how do I make bread")];
    private readonly TemporaryFolder _folder = new();
    private readonly string _checkpoint;

    public SoftPromptTests() => _checkpoint = TinyCheckpoint.Write(_folder.File("model"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_saved_folder_answers_as_the_file_and_the_memory_do()
    {
        var prompt = Prompt(seed: 1);
        prompt.Save(_folder.File("p.safetensors"));
        Apply(prompt, "applied");

        var plain = await AnswerAsync(_checkpoint, new InterventionOptions());
        var memory = await AnswerAsync(_checkpoint, new InterventionOptions { SoftPrompt = prompt });
        var file = await AnswerAsync(_checkpoint, new InterventionOptions { SoftPrompt = SoftPrompt.Read(_folder.File("p.safetensors")) });
        var folder = await AnswerAsync(_folder.File("applied"), new InterventionOptions());

        Assert.NotEqual(plain, memory);
        Assert.Equal(memory, file);
        Assert.Equal(memory, folder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_saved_folder_has_the_memorys_tokens_and_logits(bool hasSystem) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var prompt = Prompt(seed: 1);
        Apply(prompt, $"applied{hasSystem}");
        ChatTurn[] turns = hasSystem ? [new(ChatTurn.System, "help me"), new(ChatTurn.User, "open the door")] : [new(ChatTurn.User, "open the door")];
        using var saved = Open(_folder.File($"applied{hasSystem}"));
        using var memory = Open(_checkpoint);
        using var attached = memory.Attach(prompt);

        var (first, second) = (Ids(memory, SoftPromptTurns.With(memory.SoftPromptText, turns)), Ids(saved, turns));

        // The new rows follow the tokenizer's tokens in the folder and the embedding's rows in memory; here both have 96.
        Assert.Equal(first, second);
        Assert.True(Tensor.AllClose(Logits(memory, first), Logits(saved, second).Narrow(1, 0, TinyModel.Vocabulary), 1e-6, 1e-6));
        Assert.Equal(0, Logits(saved, second).Narrow(1, TinyModel.Vocabulary, prompt.Tokens).Abs().Max().Item());
    });

    [Fact]
    public void The_saved_folder_is_one_that_others_read()
    {
        Apply(Prompt(seed: 1), "applied");

        var tokens = JsonNode.Parse(File.ReadAllText(_folder.File("applied/tokenizer.json")))!["added_tokens"]!.AsArray();
        Assert.Equal(["<|soft_prompt_0|>", "<|soft_prompt_1|>"], tokens.TakeLast(2).Select(token => token!["content"]!.GetValue<string>()));
        Assert.Equal([96, 97], tokens.TakeLast(2).Select(token => token!["id"]!.GetValue<int>()));
        var config = JsonNode.Parse(File.ReadAllText(_folder.File("applied/config.json")))!;
        Assert.Equal(98, config["vocab_size"]!.GetValue<int>());
        Assert.False(config["tie_word_embeddings"]!.GetValue<bool>());
        var settings = JsonNode.Parse(File.ReadAllText(_folder.File("applied/tokenizer_config.json")))!;
        Assert.True(settings["added_tokens_decoder"]!["97"]!["special"]!.GetValue<bool>());
        Assert.StartsWith("{%- if messages", settings["chat_template"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_acts_together_with_directions_and_two_contexts_and_goes_when_the_client_does()
    {
        using var local = Open(_checkpoint);
        var prompt = Prompt(seed: 2);
        float[] direction = [.. Enumerable.Range(1, 32).Select(i => (float)i)];
        var all = new InterventionOptions
        {
            SoftPrompt = prompt, Directions = [new DirectionIntervention { Vector = direction, AddedAt = 1, Coefficient = 0.1 }], Contrast = new ContrastOptions { Emphasis = "help safely", Alpha = 0.5 },
        };

        var together = await AnswerAsync(local, all);

        Assert.Null(local.SoftPromptText);
        Assert.Equal((0, TinyModel.Vocabulary), (local.Model.HookCount, local.Model.InputVocabularySize));
        Assert.NotEqual(together, await AnswerAsync(local, all with { SoftPrompt = null }));
        Assert.NotEqual(together, await AnswerAsync(local, all with { Directions = [] }));
        Assert.NotEqual(together, await AnswerAsync(local, all with { Contrast = null }));
        Assert.Equal(together, await AnswerAsync(local, all));
    }

    // alpha = 0 is the emphasised context alone, and the soft prompt stands in both before the emphasis.
    [Fact]
    public async Task Two_contexts_at_alpha_0_are_the_emphasis_after_the_soft_prompt()
    {
        using var local = Open(_checkpoint);
        var soft = new InterventionOptions { SoftPrompt = Prompt(seed: 2) };

        var contrast = await AnswerAsync(local, soft with { Contrast = new ContrastOptions { Emphasis = "help safely", Alpha = 0 } });
        var plain = await AnswerAsync(local, soft, [new(ChatRole.System, "help safely"), .. Question]);

        Assert.Equal(plain, contrast);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_in_one_line()
    {
        using var local = Open(_checkpoint);
        var prompt = Prompt(seed: 1);

        Assert.Contains("16 values", Refused(() => local.Attach(prompt with { HiddenSize = 16 })), StringComparison.Ordinal);
        Assert.Contains("another tokenizer", Refused(() => local.Attach(prompt with { Metadata = new Dictionary<string, string> { [SoftPrompt.TokenizerKey] = "other" } })), StringComparison.Ordinal);
        using (local.Attach(prompt))
        {
            Assert.Contains("place for one", Refused(() => local.Attach(prompt)), StringComparison.Ordinal);
        }

        Assert.Contains("holds no soft prompt", Refused(() => SoftPrompt.Read(_folder.File("nowhere"))), StringComparison.Ordinal);
        Assert.Contains("is no soft prompt", Refused(() => SoftPrompt.Read(Path.Combine(_checkpoint, "model.safetensors"))), StringComparison.Ordinal);
        using var raw = new LocalChatClient(local, new LocalChatOptions { Raw = true, Interventions = new InterventionOptions { SoftPrompt = prompt } });
        var error = await Assert.ThrowsAsync<DemurException>(() => raw.GetResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("without a chat template", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_without_a_system_message_is_refused()
    {
        var settings = Path.Combine(_checkpoint, "tokenizer_config.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("{% for m in messages %}", "{% for m in messages if m.role != 'system' %}", StringComparison.Ordinal));
        using var local = Open(_checkpoint);

        var error = await Assert.ThrowsAsync<DemurException>(() => AnswerAsync(local, new InterventionOptions { SoftPrompt = Prompt(seed: 1) }));

        Assert.Contains("wrote 0 of the 2 vectors", error.Message, StringComparison.Ordinal);
    }

    private static string Refused(Func<object> action) => Assert.Throws<DemurException>(action).Message;

    private void Apply(SoftPrompt prompt, string folder)
    {
        using var model = ModelToWrite.Open(_checkpoint);
        var (tensors, options) = SoftPromptCheckpoint.Of(model, prompt);
        CheckpointWriter.Save(_folder.File(folder), model.Origin, tensors, options, TestContext.Current.CancellationToken);
    }

    private static SoftPrompt Prompt(int seed)
    {
        var random = new Random(seed);
        return new SoftPrompt { Values = [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle() - 0.5f)], HiddenSize = 32 };
    }

    private static LocalModel Open(string path) => LocalModel.Open(path, new LocalModelOptions { DType = ScalarType.Float32 });

    private static async Task<string> AnswerAsync(string path, InterventionOptions interventions)
    {
        using var local = Open(path);
        return await AnswerAsync(local, interventions);
    }

    private static async Task<string> AnswerAsync(LocalModel local, InterventionOptions interventions, ChatMessage[]? messages = null)
    {
        using var client = new LocalChatClient(local, new LocalChatOptions { Interventions = interventions, MaxOutputTokens = 24 });
        return (await client.GetResponseAsync(messages ?? Question, cancellationToken: TestContext.Current.CancellationToken)).Text;
    }

    private static IReadOnlyList<int> Ids(LocalModel local, IReadOnlyList<ChatTurn> turns) => local.Tokenizer.EncodeChatText(local.Template!.Render(new ChatTemplateInput
    {
        Messages = [.. turns.Select(turn => new ChatTemplateMessage(turn))], AddGenerationPrompt = true, Variables = local.TemplateVariables,
    })).Ids;

    private static Tensor Logits(LocalModel local, IReadOnlyList<int> ids)
    {
        using var recording = Autograd.NoGrad();
        return local.Model.Logits(local.Model.Forward(TokenBatch.Of(ids)));
    }
}

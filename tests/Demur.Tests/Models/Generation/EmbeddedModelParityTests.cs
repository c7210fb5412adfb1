using System.Text.Json;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;
using Demur.Models.Generation;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models.Generation;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class EmbeddedModelParityTests(EmbeddedModel embedded) : IClassFixture<EmbeddedModel>
{
    private static readonly LocalChatOptions Chat = new() { MaxOutputTokens = 48 };

    [Fact]
    public void Conversations_become_the_text_and_tokens_of_the_reference()
    {
        var rows = Rows();
        foreach (var row in rows)
        {
            var text = embedded.Local.Template!.Render(new ChatTemplateInput
            {
                Messages = [.. Messages(row).Select(message => new ChatTemplateMessage(message.Role.Value, message.Text))],
                AddGenerationPrompt = true,
            });
            Assert.Equal(row.GetProperty("text").GetString(), text);
            Assert.Equal(Ids(row, "input_ids"), new ChatPrompt(embedded.Local, Chat).Encode(Messages(row)));
        }

        GoldenFolder.Report("gguf/smollm2 conversations", rows.Length, 0);
    }

    [Fact]
    public async Task Greedy_answers_of_calls_in_flight_together_are_those_of_the_reference()
    {
        using var client = new LocalChatClient(embedded.Local, Chat);
        var rows = Rows();

        var answers = await Task.WhenAll(rows.Select(row => client.GetResponseAsync(Messages(row), cancellationToken: TestContext.Current.CancellationToken)));

        for (var i = 0; i < rows.Length; i++)
        {
            var expected = Ids(rows[i], "greedy")[..rows[i].GetProperty("compare_first").GetInt32()];
            var generated = (GeneratedRow)answers[i].RawRepresentation!;
            int[] found = [.. generated.Tokens, .. generated.StopToken is { } stop ? [stop] : Array.Empty<int>()];
            Assert.Equal(expected, found.Take(expected.Length));
            if (expected.Length == Ids(rows[i], "greedy").Length)
            {
                Assert.Equal(rows[i].GetProperty("greedy_text").GetString(), answers[i].Text);
            }
        }

        GoldenFolder.Report("gguf/smollm2 answers", rows.Length, 0);
    }

    [Fact]
    public void Logits_hidden_states_and_log_probabilities_are_those_of_the_reference() => TensorTests.LeaveNothingBehind(() =>
    {
        using var figures = new Figures(Path.Combine(GoldenFolder.Kind("gguf"), "smollm2.safetensors"));
        using var recording = Autograd.NoGrad();
        var rows = Rows();
        var count = 0;
        for (; figures.Has($"{count}.logits_last"); count++)
        {
            using var scope = new TensorScope();
            var ids = Ids(rows[count], "input_ids");
            Near.Equal(figures.Read($"{count}.hidden_last"), LastStates(ids, out var last), 1e-3, $"{count} hidden states");
            Near.Equal(figures.Read($"{count}.logits_last"), embedded.Local.Model.Logits(last), 1e-3, $"{count} logits");
            var scores = new SequenceScorer(embedded.Local.Model).ScoreTexts([ids], TestContext.Current.CancellationToken)[0];
            Near.Equal(figures.Read($"{count}.log_probabilities"), Tensor.From(scores), 1e-3, $"{count} log-probabilities");
        }

        GoldenFolder.Report("gguf/smollm2 figures", count, 0);
    });

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void A_trained_story_model_tells_the_story_of_the_reference() => TensorTests.LeaveNothingBehind(() =>
    {
        using var figures = new Figures(Path.Combine(GoldenFolder.Kind("gguf"), "stories260K.safetensors"));
        using var checkpoint = Checkpoint.Open(GoldenFolder.DataOrSkip("weights_tiny_llama", "stories260K_tinyllm.gguf"));
        using var model = CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights);
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var prompt = figures.Rows("input_ids")[0];
        var expected = figures.Rows("greedy")[0];

        Near.Equal(figures.Read("logits"), model.Logits(model.Forward(TokenBatch.Of(prompt))), 1e-4, "logits");
        var story = new TokenGenerator(model).Generate(
            [prompt], new GenerationOptions { MaxNewTokens = expected.Length - prompt.Length }, cancellationToken: TestContext.Current.CancellationToken)[0];
        Assert.Equal(expected[prompt.Length..], story.Tokens);
    });

    // The states of the last position before every block and after the last norm. (layers + 1, hidden)
    private Tensor LastStates(int[] ids, out Tensor last)
    {
        var model = embedded.Local.Model;
        var states = new List<float[]>();
        var hooks = Enumerable.Range(0, model.Config.LayerCount).Select(layer => model.AddHook(ResidualPoint.BlockInput, layer, state =>
        {
            states.Add(state.Narrow(0, ids.Length - 1, 1).ToArray<float>());
            return state;
        })).ToArray();
        last = model.Forward(TokenBatch.Of(ids)).Narrow(0, ids.Length - 1, 1);
        Array.ForEach(hooks, hook => hook.Dispose());
        return Tensor.Cat([.. states.Select(state => Tensor.From(state, 1, state.Length)), last]);
    }

    private static JsonElement[] Rows() =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(GoldenFolder.Kind("gguf"), "smollm2.json"))).RootElement.GetProperty("rows").EnumerateArray()];

    private static int[] Ids(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static ChatMessage[] Messages(JsonElement row) =>
        [.. row.GetProperty("messages").EnumerateArray().Select(message =>
            new ChatTurn(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!).ToChatMessage())];
}

using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

[Collection(TensorTests.Name)]
public sealed class GgufStoryTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void A_trained_model_in_gguf_gives_the_reference_logits_and_tells_its_story_token_for_token()
    {
        var model = GoldenFolder.DataOrSkip("weights_tiny_llama", "stories260K_tinyllm.gguf");
        TensorTests.LeaveNothingBehind(() =>
        {
            using var scope = new TensorScope();
            using var gradients = Autograd.NoGrad();
            using var expected = SafetensorsSource.Open(Path.Combine(GoldenFolder.Kind("gguf"), "stories260K.safetensors"));
            var prompt = Ids(expected, "input_ids");
            var story = Ids(expected, "greedy");
            int[] whole = story.Take(prompt.Length).SequenceEqual(prompt) ? story : [.. prompt, .. story];

            var logits = Logits(model, whole);

            Assert.True(Tensor.AllClose(
                expected.Load("logits", ScalarType.Float32, Device.Cpu).Squeeze(0), logits.Narrow(0, 0, prompt.Length), 1e-4, 1e-4));

            // Every token of the story is the likeliest after those before it, which is what greedy means.
            Assert.Equal(whole[prompt.Length..], logits.ArgMax(-1).ToArray<int>()[(prompt.Length - 1)..^1]);
            Assert.True(whole.Length > 100);
        });
    }

    private static Tensor Logits(string path, int[] ids)
    {
        using var checkpoint = Checkpoint.Open(path);
        using var model = CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights);
        return model.Logits(model.Forward(TokenBatch.Of(ids)));
    }

    private static int[] Ids(SafetensorsSource source, string name) => source.Load(name, ScalarType.Int64, Device.Cpu).ToArray<int>();
}

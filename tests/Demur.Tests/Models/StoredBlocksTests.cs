using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models;

[Collection(TensorTests.Name)]
public sealed class StoredBlocksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_in_its_blocks_answers_as_the_decoded_one_and_says_what_it_computes_in()
    {
        using var stored = Open(ScalarType.Float32);
        using var client = new LocalChatClient(stored);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.GetResponseAsync("What is the capital of France?", cancellationToken: Token)));

        Assert.All(answers, answer => Assert.Equal("The capital of France is Paris.", answer.Text));
        Assert.Equal("Float32 over Q4_1 and Q8_0 blocks", stored.Model.Precision);
    }

    [Fact]
    public void Logits_and_log_probabilities_are_those_of_the_decoded_weights()
    {
        using var scope = new TensorScope();
        using var decoded = LocalModel.Open(options: new LocalModelOptions { DType = ScalarType.Float32 });
        using var stored = Open(ScalarType.Float32);
        var batch = TokenBatch.Of(decoded.Tokenizer.Encode("The capital of France is Paris.").Ids);
        using var recording = Autograd.NoGrad();
        var (exact, found) = (decoded.Model.Forward(batch), stored.Model.Forward(batch));
        var labels = Tensor.From(Enumerable.Range(0, (int)exact.Size(0)).Select(i => i == 2 ? -1L : 100 + i).ToArray());

        Assert.True(Tensor.AllClose(decoded.Model.Logits(exact), stored.Model.Logits(found), 1e-3, 2e-3));
        Assert.True(Tensor.AllClose(decoded.Model.TokenLogProbs(exact, labels), stored.Model.TokenLogProbs(found, labels), 1e-3, 2e-3));
    }

    [Fact]
    public void What_changes_weights_is_refused_in_one_line()
    {
        using var stored = Open(ScalarType.Float32);

        foreach (var change in (Action[])[() => _ = stored.Model.HeadWeight, () => _ = stored.Model.EmbeddingWeight])
        {
            Assert.Contains("--dtype auto", Assert.Throws<DemurException>(change).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_checkpoint_without_blocks_is_refused_with_the_way_to_get_them()
    {
        using var folder = new TemporaryFolder();
        TinyCheckpoint.Write(folder.Path);

        var error = Assert.Throws<DemurException>(() => LocalModel.Open(folder.Path, new LocalModelOptions { KeepBlocks = true }));

        Assert.Contains("demur model convert", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_that_tune_or_write_refuse_stored_weights()
    {
        Assert.Contains("Take auto", Assert.Throws<DemurException>(() => LocalTarget.Placement("stored", "cpu")).Message, StringComparison.Ordinal);
        Assert.True(LocalTarget.AnsweringPlacement("stored", "cpu").KeepBlocks);
    }

    private static LocalModel Open(ScalarType type) => LocalModel.Open(EmbeddedModels.Instruct, new LocalModelOptions { DType = type, KeepBlocks = true });
}

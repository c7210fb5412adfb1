using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models.Adapters;

[Collection(TensorTests.Name)]
public sealed class AdapterScaleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string adapterFolder;
    private readonly string baseFolder;

    public AdapterScaleTests()
    {
        baseFolder = TinyCheckpoint.Write(Path.Combine(folder.Path, "base"));
        adapterFolder = Path.Combine(folder.Path, "adapter");
        using var scope = new TensorScope();
        using var local = LocalModel.Open(baseFolder, new LocalModelOptions { DType = ScalarType.Float32 });
        using var adapter = LoraAdapter.Create(local.Model, new LoraOptions { Rank = 2, Alpha = 2 }, seed: 3);
        using var generator = new Generator(5);
        using (Autograd.NoGrad())
        {
            foreach (var parameter in adapter.Parameters)
            {
                parameter.Storage.CopyFrom(Tensor.Normal(parameter.Storage.Shape, generator));
            }
        }

        adapter.Save(adapterFolder, baseFolder);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scale_0_is_the_base_and_scale_1_the_adapter_as_trained(bool merge)
    {
        var untouched = Logits(null, merge, baseFolder);
        var trained = Logits(null, merge, adapterFolder);

        Near(untouched, Logits(0, merge, adapterFolder));
        Near(trained, Logits(1, merge, adapterFolder));
        var half = Logits(0.5, merge, adapterFolder);
        Assert.True(Distance(half, untouched) > 0.01 && Distance(half, trained) > 0.01);
        Near(half, Logits(0.5, !merge, adapterFolder));
    }

    [Theory]
    [InlineData(-1, "at least 0")]
    [InlineData(double.NaN, "at least 0")]
    public void A_scale_out_of_range_is_refused(double scale, string expected) =>
        Assert.Contains(expected, Assert.Throws<DemurException>(() => Logits(scale, true, adapterFolder)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_scale_without_an_adapter_is_refused() =>
        Assert.Contains("no adapter to scale", Assert.Throws<DemurException>(() => Logits(0.5, true, baseFolder)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_threshold_below_the_log_odds_answers_with_the_refusal(bool streaming)
    {
        using var local = LocalModel.Open(adapterFolder, new LocalModelOptions { DType = ScalarType.Float32 });
        using var client = new LocalChatClient(local);
        ChatMessage[] messages = [new(ChatRole.User, "open the lock")];
        var token = TestContext.Current.CancellationToken;
        var logOdds = await client.RefusalLogOddsAsync(messages, null, [5], token);

        using var refuses = new RefusalThresholdChatClient(client, new RefusalThreshold([5], logOdds - 0.01, "No."));
        using var answers = new RefusalThresholdChatClient(client, new RefusalThreshold([5], logOdds + 0.01, "No."));

        Assert.Equal("No.", await AskAsync(refuses, messages, streaming));
        Assert.NotEqual("No.", await AskAsync(answers, messages, streaming));
    }

    private static async Task<string> AskAsync(RefusalThresholdChatClient client, ChatMessage[] messages, bool streaming)
    {
        var options = new ChatOptions { MaxOutputTokens = 4 };
        var token = TestContext.Current.CancellationToken;
        return streaming
            ? (await client.GetStreamingResponseAsync(messages, options, token).ToChatResponseAsync(token)).Text
            : (await client.GetResponseAsync(messages, options, token)).Text;
    }

    private static float[] Logits(double? scale, bool merge, string path)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        using var local = LocalModel.Open(path, new LocalModelOptions { DType = ScalarType.Float32, AdapterScale = scale, MergeAdapter = merge });
        return local.Model.Logits(local.Model.Forward(TokenBatch.Of(TinyModel.Tokens(6, 1)))).ToArray<float>();
    }

    private static double Distance(float[] left, float[] right) => left.Zip(right).Max(pair => Math.Abs(pair.First - pair.Second));

    private static void Near(float[] expected, float[] actual) => Assert.InRange(Distance(expected, actual), 0, 1e-4);
}

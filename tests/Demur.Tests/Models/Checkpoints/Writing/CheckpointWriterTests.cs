using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Writing;

[Collection(TensorTests.Name)]
public sealed class CheckpointWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    [InlineData(5_000_000_000, false)]
    [InlineData(100_000, true)]
    public void Every_model_is_saved_and_read_back_whole(long shardBytes, bool sharded)
    {
        var cases = GoldenFolder.Cases("models", "config.json").Concat(GoldenFolder.Cases("classifiers", "config.json")).ToArray();

        foreach (var folder in cases)
        {
            using var output = new TemporaryFolder();
            using var origin = Checkpoint.Open(folder);
            var saved = output.File("saved");

            CheckpointWriter.Save(saved, origin, TensorToWrite.AllOf(origin.Weights), new CheckpointWriterOptions { ShardBytes = shardBytes }, Token);

            using var again = Checkpoint.Open(saved);
            AssertSameShape(origin, again);
            AssertSameWeights(origin.Weights, again.Weights, exact: true);
            Assert.Equal(sharded, File.Exists(Path.Combine(saved, "model.safetensors.index.json")));
            Assert.Equal("pt", ((SafetensorsSource)again.Weights).Metadata["format"]);
        }

        GoldenFolder.Report("model folders saved and read", cases.Length, 0);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_decoder_goes_through_gguf_and_back_unless_gguf_has_no_words_for_it()
    {
        var (ran, refused) = (0, new List<string>());
        foreach (var folder in GoldenFolder.Cases("models", "config.json"))
        {
            using var output = new TemporaryFolder();
            using var origin = Checkpoint.Open(folder);
            var path = output.File("model.gguf");
            try
            {
                GgufWriter.Save(path, origin, TensorToWrite.AllOf(origin.Weights), GgufQuantisation.F32, Token);
            }
            catch (DemurException error)
            {
                Assert.StartsWith("GGUF cannot hold this", error.Message, StringComparison.Ordinal);
                Assert.Empty(Directory.GetFileSystemEntries(output.Path));
                refused.Add(origin.Config.ModelType);
                continue;
            }

            using var again = Checkpoint.Open(path);
            AssertSameWeights(origin.Weights, again.Weights, exact: false);
            Assert.Equal(GgufWriter.ContextLengthOf(origin.Config), again.Config.ContextLength);
            ran++;
        }

        GoldenFolder.Report("models through GGUF", ran, refused.Count);
    }

    [Fact]
    public void The_embedded_model_saved_as_a_folder_keeps_tokenizer_template_and_weights()
    {
        using var output = new TemporaryFolder();
        using var origin = Checkpoint.Open();
        using var few = new TensorScope();
        var saved = output.File("saved");
        var tensors = TensorToWrite.AllOf(origin.Weights, ScalarType.BFloat16).Where(tensor => tensor.Name.Contains("layers.7.", StringComparison.Ordinal)).ToArray();

        CheckpointWriter.Save(saved, origin, tensors, null, Token);

        using var again = Checkpoint.Open(saved);
        const string Text = "Naïve cafés: 123 £ 🎉\n\n  x <|im_start|>";
        Assert.Equal(origin.Tokenizer.EncodeToIds(Text), again.Tokenizer.EncodeToIds(Text));
        Assert.Equal(origin.TokenizerSettings.ChatTemplate, again.TokenizerSettings.ChatTemplate);
        Assert.Equal(origin.TokenizerSettings.TemplateVariables.Keys.Order(), again.TokenizerSettings.TemplateVariables.Keys.Order());
        Assert.Equal(origin.Generation.EosTokenIds, again.Generation.EosTokenIds);
        Assert.Equal("bfloat16", again.Config.StoredType);
        Assert.Equal(tensors.Length, again.Weights.Tensors.Count);
        AssertSameShape(origin, again);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        using var output = new TemporaryFolder();
        output.Write("mine.txt", "keep");
        using var origin = Checkpoint.Open();

        var error = Assert.Throws<DemurException>(() => CheckpointWriter.Save(output.Path, origin, [], null, Token));

        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(output.Path));
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_nothing_behind_and_says_so()
    {
        using var output = new TemporaryFolder();
        using var origin = Checkpoint.Open();
        var failing = new TensorToWrite("model.norm.weight", [4], () => throw new IOException("No space left on device"));

        var folder = Assert.Throws<DemurException>(() => CheckpointWriter.Save(output.File("saved"), origin, [failing], null, Token));
        var file = Assert.Throws<DemurException>(() => GgufWriter.Save(output.File("saved.gguf"), origin, [failing], GgufQuantisation.F16, Token));

        Assert.Contains("No space left", folder.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", file.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(output.Path));
    }

    [Fact]
    public void A_cancelled_save_leaves_nothing_behind()
    {
        using var output = new TemporaryFolder();
        using var origin = Checkpoint.Open();
        var tensors = TensorToWrite.AllOf(origin.Weights);
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => CheckpointWriter.Save(output.File("saved"), origin, tensors, null, cancelled));
        Assert.Throws<OperationCanceledException>(() => GgufWriter.Save(output.File("saved.gguf"), origin, tensors, GgufQuantisation.Q4_0, cancelled));

        Assert.Empty(Directory.GetFileSystemEntries(output.Path));
    }

    [Fact]
    public void A_tensor_of_another_shape_than_announced_is_named()
    {
        using var output = new TemporaryFolder();
        var wrong = new TensorToWrite("a.weight", [2, 3], () => Tensor.Zeros([3, 2]));

        var error = Assert.Throws<DemurException>(() => SafetensorsWriter.Write(output.File("x.safetensors"), [wrong], null, Token));

        Assert.Contains("a.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("[3, 2]", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(output.Path));
    }

    private static void AssertSameShape(Checkpoint expected, Checkpoint actual) =>
        Assert.Equal(Comparable(expected), Comparable(actual));

    private static string Comparable(Checkpoint checkpoint)
    {
        var node = JsonSerializer.SerializeToNode(checkpoint.Config, DemurJson.Line)!.AsObject();
        node.Remove("stored_type");
        return node.ToJsonString();
    }

    private static void AssertSameWeights(ITensorSource expected, ITensorSource actual, bool exact)
    {
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        Assert.All(expected.Tensors.Values, info =>
        {
            using var scope = new TensorScope();
            var (left, right) = (expected.Load(info.Name, ScalarType.Float32, Device.Cpu), actual.Load(info.Name, ScalarType.Float32, Device.Cpu));
            Assert.True(exact ? Tensor.Same(left, right) : Tensor.AllClose(left, right, 0, 1e-6), info.Name);
        });
    }
}

using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Encoders;

[Collection(TensorTests.Name)]
public sealed class SequenceClassifierTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_classifier_gives_the_logits_of_transformers()
    {
        var cases = GoldenFolder.Cases("classifiers", "config.json");
        foreach (var folder in cases)
        {
            TensorTests.LeaveNothingBehind(() => Compare(folder));
        }

        GoldenFolder.Report("classifiers", cases.Count, 0);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void A_text_that_does_not_fit_or_an_unknown_token_is_refused()
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(GoldenFolder.Kind("classifiers"), "roberta"));
        using var model = SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights);

        // RoBERTa's 130 places begin behind the padding id, 1.
        Assert.Equal(128, model.LongestText);
        Assert.Contains("at most 128", Refused(model, [.. Enumerable.Repeat(5, 129)]), StringComparison.Ordinal);
        Assert.Contains("320", Refused(model, [5, 320]), StringComparison.Ordinal);
        Assert.Contains("at least one token", Refused(model, []), StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void The_last_token_before_the_padding_decides_even_where_a_text_brings_its_own()
    {
        using var scope = new TensorScope();
        using var checkpoint = Checkpoint.Open(Path.Combine(GoldenFolder.Kind("classifiers"), "llama-reward"));
        using var model = SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights);
        var padding = checkpoint.Config.PadTokenId!.Value;

        var logits = model.Logits(TextBatch.Of([[5, 6, 7], [5, 6, 7, padding, padding], [5, 6]])).ToArray<float>();

        Assert.Equal(logits[0], logits[1], 1e-5f);
        Assert.NotEqual(logits[0], logits[2], 1e-3f);
    }

    [Fact]
    public void A_checkpoint_without_a_head_is_refused()
    {
        using var checkpoint = Checkpoint.Open(EmbeddedModels.Encoder);

        var error = Assert.Throws<DemurException>(() => SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights));

        Assert.Contains("no sequence classification head", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decoder_is_refused_as_an_encoder()
    {
        using var checkpoint = Checkpoint.Open();

        var error = Assert.Throws<DemurException>(() => TextEncoder.Load(checkpoint.Config, checkpoint.Weights));

        Assert.Contains("llama", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Weights_of_another_model_are_named()
    {
        using var bert = Checkpoint.Open(Path.Combine(GoldenFolder.Kind("classifiers"), "bert"));
        using var roberta = Checkpoint.Open(Path.Combine(GoldenFolder.Kind("classifiers"), "roberta"));
        var before = TensorTests.LiveTensors();

        var missing = Assert.Throws<DemurException>(() => SequenceClassifier.Load(roberta.Config, bert.Weights));
        var misshapen = Assert.Throws<DemurException>(() => SequenceClassifier.Load(bert.Config with { HiddenSize = 32 }, bert.Weights));

        Assert.Contains("roberta.embeddings.word_embeddings.weight", missing.Message, StringComparison.Ordinal);
        Assert.Contains("[320, 64]", misshapen.Message, StringComparison.Ordinal);
        Assert.Contains("[320, 32]", misshapen.Message, StringComparison.Ordinal);
        Assert.Equal(before, Tensor.LiveCount);
    }

    private static void Compare(string folder)
    {
        using var scope = new TensorScope();
        using var checkpoint = Checkpoint.Open(folder);
        using var expected = SafetensorsSource.Open(Path.Combine(folder, "expected.safetensors"));
        using var model = SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights);
        var ids = expected.Load("input_ids", ScalarType.Int64, Device.Cpu);
        var mask = expected.Load("attention_mask", ScalarType.Int64, Device.Cpu);

        var logits = model.Logits(TextBatch.Of(Rows(ids, mask)));

        Assert.True(Tensor.AllClose(expected.Load("logits", ScalarType.Float32, Device.Cpu), logits, 1e-4, 1e-4), $"{folder}: logits differ");
    }

    private static int[][] Rows(Tensor ids, Tensor mask)
    {
        var (values, kept, width) = (ids.ToArray<int>(), mask.ToArray<int>(), (int)ids.Size(1));
        return [.. Enumerable.Range(0, (int)ids.Size(0)).Select(row =>
            Enumerable.Range(row * width, width).Where(index => kept[index] != 0).Select(index => values[index]).ToArray())];
    }

    private static string Refused(ISequenceClassifier model, int[] ids) =>
        Assert.Throws<DemurException>(() => model.Logits(TextBatch.Of([ids])).Dispose()).Message;
}

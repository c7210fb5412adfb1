using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Encoders;

[Collection(TensorTests.Name)]
public sealed class EncoderClassifierTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_encoder_classifier_gives_the_logits_of_transformers()
    {
        var ran = 0;
        foreach (var folder in GoldenFolder.Cases("classifiers", "config.json"))
        {
            TensorTests.LeaveNothingBehind(() =>
            {
                using var checkpoint = Checkpoint.Open(folder);
                if (checkpoint.Config.IsEncoder)
                {
                    Compare(folder, checkpoint);
                    ran++;
                }
            });
        }

        GoldenFolder.Report("classifiers (encoders)", ran, 0);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void A_text_that_does_not_fit_or_an_unknown_token_is_refused()
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(GoldenFolder.Kind("classifiers"), "roberta"));
        using var model = EncoderClassifier.Load(checkpoint.Config, checkpoint.Weights);

        // RoBERTa's 130 places begin behind the padding id, 1.
        Assert.Equal(128, model.Encoder.LongestText);
        Assert.Contains("at most 128", Refused(model, [.. Enumerable.Repeat(5, 129)]), StringComparison.Ordinal);
        Assert.Contains("320", Refused(model, [5, 320]), StringComparison.Ordinal);
        Assert.Contains("at least one token", Refused(model, []), StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void A_decoder_is_refused_as_an_encoder()
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(GoldenFolder.Kind("classifiers"), "llama-reward"));

        var error = Assert.Throws<DemurException>(() => EncoderClassifier.Load(checkpoint.Config, checkpoint.Weights));

        Assert.Contains("llama", error.Message, StringComparison.Ordinal);
    }

    private static void Compare(string folder, Checkpoint checkpoint)
    {
        using var scope = new TensorScope();
        using var expected = SafetensorsSource.Open(Path.Combine(folder, "expected.safetensors"));
        using var model = EncoderClassifier.Load(checkpoint.Config, checkpoint.Weights);
        var ids = expected.Load("input_ids", ScalarType.Int64, Device.Cpu);
        var mask = expected.Load("attention_mask", ScalarType.Int64, Device.Cpu);

        var logits = model.Logits(EncoderBatch.Of(Rows(ids, mask)));

        Assert.True(Tensor.AllClose(expected.Load("logits", ScalarType.Float32, Device.Cpu), logits, 1e-4, 1e-4), $"{folder}: logits differ");
    }

    private static int[][] Rows(Tensor ids, Tensor mask)
    {
        var (values, kept, width) = (ids.ToArray<int>(), mask.ToArray<int>(), (int)ids.Size(1));
        return [.. Enumerable.Range(0, (int)ids.Size(0)).Select(row =>
            Enumerable.Range(row * width, width).Where(index => kept[index] != 0).Select(index => values[index]).ToArray())];
    }

    private static string Refused(EncoderClassifier model, int[] ids) =>
        Assert.Throws<DemurException>(() => model.Logits(EncoderBatch.Of([ids])).Dispose()).Message;
}

using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Encoders;
using Demur.Models.Guards;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Guards;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class CheckpointClassifierTests
{
    [Theory]
    [InlineData(CheckpointReading.Reward, -1)]
    [InlineData(CheckpointReading.HarmReward, 1)]
    public async Task A_reward_is_read_from_the_conversation_in_the_chat_template(CheckpointReading reading, int sign)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "llama-reward");
        using var classifier = CheckpointClassifier.Open(folder.Path, reading);

        var read = (await classifier.ClassifyAsync([("open the door", "pick the lock")], TestContext.Current.CancellationToken))[0];

        var reward = LogitsOf(folder.Path, "<user> open the door </s> <assistant> pick the lock </s> ")[0];
        Assert.Equal(1 / (1 + Math.Exp(-sign * reward)), read[1], 1e-5);
        Assert.Equal(1, read.Sum(), 1e-5);
    }

    [Fact]
    public async Task Toxicity_with_labels_that_do_not_exclude_each_other_is_the_likeliest_one_of_the_judged_text_alone()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "bert", config => config["problem_type"] = "multi_label_classification");
        using var classifier = CheckpointClassifier.Open(folder.Path, CheckpointReading.Toxicity);

        var read = await classifier.ClassifyAsync([("open the door", "pick the lock"), ("pick the lock", "")], TestContext.Current.CancellationToken);

        Assert.Equal(LogitsOf(folder.Path, "pick the lock").Max(logit => 1 / (1 + Math.Exp(-logit))), read[0][1], 1e-5);
        Assert.Equal(read[0][1], read[1][1], 1e-6);
    }

    [Fact]
    public async Task Toxicity_with_labels_that_exclude_each_other_is_all_but_the_harmless_ones()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "bert", config => config["id2label"]!["2"] = "neutral");
        using var classifier = CheckpointClassifier.Open(folder.Path, CheckpointReading.Toxicity);

        var read = (await classifier.ClassifyAsync([("pick the lock", "")], TestContext.Current.CancellationToken))[0];

        var logits = LogitsOf(folder.Path, "pick the lock").Select(logit => Math.Exp(logit)).ToArray();
        Assert.Equal(1 - (logits[2] / logits.Sum()), read[1], 1e-5);
    }

    [Fact]
    public void Labels_that_do_not_fit_the_reading_are_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "bert");

        Assert.Contains("6 outputs", Assert.Throws<DemurException>(() => CheckpointClassifier.Open(folder.Path, CheckpointReading.Reward)).Message, StringComparison.Ordinal);
        Assert.Contains("none of its labels", Assert.Throws<DemurException>(() => CheckpointClassifier.Open(folder.Path, CheckpointReading.Toxicity)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_answer_loses_its_end_and_an_encoder_reads_a_pair()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "bert", config => config["problem_type"] = "multi_label_classification");
        using var classifier = TextClassifier.Open(folder.Path);
        var longAnswer = string.Join(' ', Enumerable.Repeat("salt", 400));

        var scores = await classifier.ScorePairsAsync([("open the door", longAnswer), ("open the door", "")], TestContext.Current.CancellationToken);

        Assert.All(scores, row => Assert.Equal(6, row.Length));
        Assert.NotEqual(scores[0][0], scores[1][0]);
    }

    // A golden classifier's weights with the tiny checkpoint's tokenizer and template.
    private static void Write(TemporaryFolder folder, string golden, Action<JsonObject>? change = null)
    {
        var source = Path.Combine(GoldenFolder.Kind("classifiers"), golden);
        TinyCheckpoint.Write(folder.Path);
        File.Copy(Path.Combine(source, "model.safetensors"), Path.Combine(folder.Path, "model.safetensors"), overwrite: true);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!.AsObject();
        change?.Invoke(config);
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), config.ToJsonString());
    }

    private static float[] LogitsOf(string folder, string text)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        using var checkpoint = Checkpoint.Open(folder);
        using var model = SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights);
        return model.Logits(TextBatch.Of([checkpoint.Tokenizer.EncodeToIds(text, addSpecialTokens: false)])).ToArray<float>();
    }
}

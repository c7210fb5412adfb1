using Demur.Abstractions;
using Demur.Models.Encoders;
using Demur.Tests.Testing;
using Demur.Training.Classifiers;
using Xunit;

namespace Demur.Tests.Training.Classifiers;

[Collection(TensorTests.Name)]
public sealed class EmbeddingHeadTrainerTests
{
    private static readonly string[] Cooking = ["How do I bake bread?", "A recipe for onion soup, please.", "What goes with rice and beans?", "How long do I boil an egg?"];
    private static readonly string[] Weather = ["Will it rain tomorrow?", "How cold is it in winter?", "What makes the wind blow?", "Is a storm coming this week?"];

    [Fact]
    public async Task It_learns_topics_of_texts_and_of_answers_and_is_read_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "head.safetensors");
        var token = TestContext.Current.CancellationToken;
        using var head = await TrainedAsync(seed: 3);
        (string First, string Second)[] asked = [("Which flour is best for a cake?", ""), ("Is fog likely in the morning?", ""), ("Tell me something.", "Stir the soup and add salt."), ("Tell me something.", "Snow falls in the mountains.")];

        var read = await head.ClassifyAsync(asked, token);
        head.Save(path, new Dictionary<string, string> { ["seed"] = "3" });
        using var again = EmbeddingHead.Load(path);
        var reread = await again.ClassifyAsync(asked, token);

        Assert.All(read, row => Assert.Equal(1, row.Sum(), 1e-5));
        Assert.Equal([0, 1, 0, 1], read.Select(row => row[0] > row[1] ? 0 : 1));
        Assert.All(read.Zip(reread), pair => Assert.Equal(pair.First[0], pair.Second[0], 0.01));
        Assert.Equal(head.Identity, again.Identity);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_head_and_another_gives_another()
    {
        var token = TestContext.Current.CancellationToken;
        using var one = await TrainedAsync(seed: 3);
        using var same = await TrainedAsync(seed: 3);
        using var other = await TrainedAsync(seed: 4);
        (string First, string Second)[] asked = [("Which flour is best for a cake?", "")];

        var first = (await one.ClassifyAsync(asked, token))[0];

        Assert.Equal(first[0], (await same.ClassifyAsync(asked, token))[0][0], 1e-4);
        Assert.NotEqual(first[0], (await other.ClassifyAsync(asked, token))[0][0]);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_by_name()
    {
        var mistake = Assert.Throws<DemurException>(() => EmbeddingHead.Load(Path.Combine(Demur.Models.Checkpoints.EmbeddedModels.Folder!, "refusal-judge", "encoder.safetensors")));

        Assert.Contains("demur judge harm train", mistake.Message, StringComparison.Ordinal);
    }

    private static async Task<EmbeddingHead> TrainedAsync(int seed)
    {
        var head = EmbeddingHead.Create(new EmbeddingHeadOptions { Labels = ["cooking", "weather"], Hidden = 16, Seed = seed });
        var token = TestContext.Current.CancellationToken;
        var vectors = await head.EmbedAsync([.. Cooking, .. Weather, "Tell me something."], token);
        var rows = Enumerable.Range(0, 8).SelectMany(i =>
        {
            bool[] allowed = [i < 4, i >= 4];
            return new[] { new EmbeddedRow(vectors[i], null, allowed), new EmbeddedRow(vectors[8], vectors[i], allowed) };
        });
        new EmbeddingHeadTrainer(new EmbeddingHeadTrainerOptions { Epochs = 60, Seed = seed }).Train(head, [.. rows], token);
        return head;
    }
}

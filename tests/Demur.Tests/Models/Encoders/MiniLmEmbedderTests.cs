using System.Text.Json;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Encoders;

[Collection(TensorTests.Name)]
public sealed class MiniLmEmbedderTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public async Task Embeddings_and_token_ids_match_sentence_transformers()
    {
        var cases = GoldenFolder.Cases("embeddings", "expected.json");
        var before = TensorTests.LiveTensors();

        foreach (var folder in cases)
        {
            using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "expected.json"), TestContext.Current.CancellationToken));
            var model = ModelFolder(expected.RootElement.GetProperty("model").GetString()!);
            var texts = expected.RootElement.GetProperty("texts").Deserialize<string[]>()!;
            var ids = expected.RootElement.GetProperty("input_ids").Deserialize<int[][]>()!;
            var vectors = Read(Path.Combine(folder, "expected.safetensors"), "embeddings");
            using var embedder = MiniLmEmbedder.Open(model);

            var actual = await embedder.EmbedAsync(texts, TestContext.Current.CancellationToken);
            var fromIds = Embedded(embedder, ids);

            AssertClose(vectors, [.. actual.SelectMany(vector => vector)]);
            AssertClose(vectors, fromIds);
        }

        Assert.Equal(before, Tensor.LiveCount);
        GoldenFolder.Report("embeddings", cases.Count, 0);
    }

    [Fact]
    public async Task The_embedded_encoder_gives_unit_vectors_and_knows_a_paraphrase()
    {
        using var embedder = MiniLmEmbedder.Open();

        var vectors = await embedder.EmbedAsync(
            ["How do I stop a running process?", "How can I end a process that is running?", "The museum opened in 1901."],
            TestContext.Current.CancellationToken);

        Assert.All(vectors, vector => Assert.Equal(1, vector.Sum(value => value * value), 1e-5));
        Assert.True(Product(vectors[0], vectors[1]) > 0.7);
        Assert.True(Product(vectors[0], vectors[2]) < 0.3);
    }

    [Fact]
    public async Task A_text_has_the_same_vector_alone_and_among_a_thousand_others()
    {
        using var embedder = MiniLmEmbedder.Open();
        string[] texts = [.. Enumerable.Range(0, 300).Select(number => $"Sentence number {number} about {(number % 2 == 0 ? "rain" : "trains")}.")];

        var together = await embedder.EmbedAsync(texts, TestContext.Current.CancellationToken);
        var alone = await embedder.EmbedAsync([texts[217]], TestContext.Current.CancellationToken);

        Assert.Equal(300, together.Count);
        AssertClose(alone[0], together[217]);
    }

    [Fact]
    public async Task No_texts_give_no_vectors()
    {
        using var embedder = MiniLmEmbedder.Open();

        Assert.Empty(await embedder.EmbedAsync([], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cancelled_call_throws()
    {
        using var embedder = MiniLmEmbedder.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedder.EmbedAsync(["text"], new CancellationToken(canceled: true)));
    }

    private static string ModelFolder(string named)
    {
        string[] candidates = [Path.Combine(GoldenFolder.Golden, "..", named), Path.Combine(GoldenFolder.RepositoryRoot, named)];
        return candidates.FirstOrDefault(Directory.Exists) ?? EmbeddedModels.Find(Path.GetFileName(named))!;
    }

    private static float[] Embedded(MiniLmEmbedder embedder, int[][] ids)
    {
        using var vectors = embedder.EmbedTokens(ids);
        return vectors.ToArray<float>();
    }

    private static float[] Read(string path, string name)
    {
        using var source = SafetensorsSource.Open(path);
        using var tensor = source.Load(name, ScalarType.Float32, Device.Cpu);
        return tensor.ToArray<float>();
    }

    private static float Product(float[] left, float[] right) => left.Zip(right).Sum(pair => pair.First * pair.Second);

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}

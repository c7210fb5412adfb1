using Demur.Abstractions;
using Demur.Data.Overlap;
using Demur.Models.Encoders;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Overlap;

[Collection(TensorTests.Name)]
public sealed class ContaminationCheckTests
{
    private const string Question = "How do I keep the leaves of my fern from turning brown at the edges in winter?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Question)]
    [InlineData("how do I keep the leaves of my fern from turning brown, at the edges, in winter")]
    [InlineData("  HOW DO I KEEP THE LEAVES OF MY FERN FROM TURNING BROWN AT THE EDGES IN WINTER?!\n")]
    public async Task A_copy_is_found_whatever_its_case_and_punctuation(string copy)
    {
        var match = Assert.Single((await RunAsync([OverlapRows.Row(copy)], [OverlapRows.Suite("ferns", Question)])).Matches);

        Assert.Equal(new ContaminationMatch(OverlapRows.Row(copy).Id, "ferns", Some.Sample(Question).Id, 1, OverlapKind.Exact), match);
    }

    [Fact]
    public async Task A_sample_inside_a_longer_row_is_found()
    {
        var row = OverlapRows.Row($"I bought a plant at the market last spring. {Question} Please answer in one sentence.");

        var match = Assert.Single((await RunAsync([row], [OverlapRows.Suite("ferns", Question)])).Matches);

        Assert.Equal((OverlapKind.Runs, 1.0), (match.Kind, match.Overlap));
    }

    // 16 words make 12 runs of five. The row shares the first 10 words: 6 runs, half of the sample's.
    [Fact]
    public async Task The_overlap_is_the_share_of_the_samples_runs()
    {
        var row = OverlapRows.Row("a b c d e f g h i j and then nothing else that is alike");

        var match = Assert.Single((await RunAsync([row], [OverlapRows.Suite("letters", "a b c d e f g h i j k l m n o p")])).Matches);

        Assert.Equal(0.5, match.Overlap);
    }

    [Fact]
    public async Task A_stock_phrase_in_short_questions_is_no_overlap()
    {
        var report = await RunAsync([OverlapRows.Row("What is the best way to repot a fern?")], [OverlapRows.Suite("other", "What is the best way to learn Danish?")]);

        Assert.Empty(report.Matches);
    }

    [Fact]
    public async Task Chinese_text_is_compared_by_characters()
    {
        var match = Assert.Single((await RunAsync([OverlapRows.Row("请用一句话回答:怎样照顾蕨类植物的叶子")], [OverlapRows.Suite("ferns", "怎样照顾蕨类植物的叶子?")])).Matches);

        Assert.Equal(1, match.Overlap);
    }

    [Fact]
    public async Task Planted_copies_and_shuffled_sentences_are_found_and_unrelated_texts_are_not()
    {
        var visited = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var planted = OverlapRows.Sentences(random, 6);
            var shuffled = planted.ToArray();
            random.Shuffle(shuffled);
            string[] unrelated = [.. Enumerable.Range(0, 30).Select(_ => string.Join(' ', OverlapRows.Sentences(random, 6)))];

            var report = await RunAsync(
                [.. unrelated.Select(text => OverlapRows.Row(text)), OverlapRows.Row(string.Join(' ', planted))],
                [OverlapRows.Suite("copy", string.Join(' ', planted)), OverlapRows.Suite("shuffled", string.Join(' ', shuffled)), OverlapRows.Suite("unrelated", string.Join(' ', OverlapRows.Sentences(random, 6)))]);

            Assert.Equal(["copy", "shuffled"], report.Matches.Select(match => match.Suite));
            Assert.Equal(OverlapKind.Exact, report.Matches[0].Kind);
            visited++;
        }

        Assert.Equal(40, visited);
    }

    [Fact]
    public async Task Near_vectors_count_from_the_threshold_on_and_say_their_cosine()
    {
        var embedder = new TableEmbedder(new Dictionary<string, double> { ["sample"] = 0, ["near"] = 0.5, ["far"] = 0.6 });

        var report = await new ContaminationCheck(new OverlapOptions { MeaningThreshold = 0.85 }, embedder)
            .RunAsync([OverlapRows.Row("near"), OverlapRows.Row("far")], [OverlapRows.Suite("one", "sample")], Token);

        // cos 0.5 = 0.8776 and cos 0.6 = 0.8253
        var match = Assert.Single(report.Matches);
        Assert.Equal((OverlapRows.Row("near").Id, OverlapKind.Meaning), (match.RowId, match.Kind));
        Assert.Equal(0.8776, match.Overlap, 1e-4);
        Assert.True(report.ByMeaning);
    }

    [Fact]
    public async Task The_embedded_encoder_finds_a_rewording_that_shares_no_run_of_words()
    {
        using var embedder = MiniLmEmbedder.Open();

        var report = await new ContaminationCheck(new OverlapOptions(), embedder).RunAsync(
            [OverlapRows.Row("Which tools do I need to repair a leaking kitchen tap?"), OverlapRows.Row("Name three rivers in France.")],
            [OverlapRows.Suite("taps", "What tools are needed for repairing a kitchen tap that leaks?")],
            Token);

        Assert.Equal(OverlapKind.Meaning, Assert.Single(report.Matches).Kind);
    }

    [Fact]
    public async Task Suites_that_are_allowed_by_name_may_overlap()
    {
        var report = await RunAsync([OverlapRows.Row(Question)], [OverlapRows.Suite("a", Question), OverlapRows.Suite("b", Question)]);

        Assert.Equal(["b"], report.Except(["a"]).Select(match => match.Suite));
        Assert.Empty(report.Except(["a", "b"]));
    }

    [Fact]
    public async Task Wording_that_very_many_rows_share_points_to_none_of_them()
    {
        const string Instruction = "Please summarise the following text in two short sentences";
        TrainingRow[] rows = [.. Enumerable.Range(0, 30).Select(seed => OverlapRows.Row($"{Instruction}: {string.Join(' ', OverlapRows.Sentences(new Random(seed), 1))}"))];

        Assert.Equal(30, (await RunAsync(rows, [OverlapRows.Suite("tasks", Instruction + ": x")])).Matches.Count);
        Assert.Empty((await RunAsync(rows, [OverlapRows.Suite("tasks", Instruction + ": x")], new OverlapOptions { CommonRunLimit = 10 })).Matches);
    }

    [Fact]
    public async Task A_value_outside_its_range_is_refused()
    {
        var exception = await Assert.ThrowsAsync<DemurException>(() => RunAsync([], [], new OverlapOptions { RunLength = 1 }));

        Assert.Contains("RunLength", exception.Message, StringComparison.Ordinal);
    }

    private static Task<ContaminationReport> RunAsync(TrainingRow[] rows, Suite[] suites, OverlapOptions? options = null) =>
        new ContaminationCheck(options ?? new OverlapOptions(), embedder: null).RunAsync(rows, suites, Token);
}

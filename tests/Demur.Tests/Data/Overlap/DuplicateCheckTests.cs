using Demur.Abstractions;
using Demur.Data.Overlap;
using Xunit;

namespace Demur.Tests.Data.Overlap;

public sealed class DuplicateCheckTests
{
    private const string Text = "The ferry to the island leaves every morning at six and comes back in the evening.";
    private const string Near = "The ferry to the island leaves every morning at six and comes back in the night.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_is_paired_with_the_first_row_of_its_words()
    {
        var matches = await RunAsync(OverlapRows.Row(Text), OverlapRows.Row("Something else."), OverlapRows.Row(Text + "!"), OverlapRows.Row(Text.ToUpperInvariant()));

        Assert.Equal([new DuplicateMatch(0, 2, 1, OverlapKind.Exact), new DuplicateMatch(0, 3, 1, OverlapKind.Exact)], matches);
    }

    // 16 words, the last one differs: 11 of 12 runs are shared, so the Jaccard index is 11 / 13.
    [Fact]
    public async Task A_near_duplicate_says_the_jaccard_index_of_the_runs()
    {
        var match = Assert.Single(await RunAsync(OverlapRows.Row(Text), OverlapRows.Row(Near)));

        Assert.Equal(OverlapKind.Runs, match.Kind);
        Assert.Equal(11 / 13.0, match.Overlap, 1e-12);
    }

    [Fact]
    public async Task A_rows_own_twin_is_no_duplicate_and_a_strangers_twin_is()
    {
        Assert.Empty(await RunAsync(OverlapRows.Row(Text, pair: "p1"), OverlapRows.Row(Near, pair: "p1")));
        Assert.Single(await RunAsync(OverlapRows.Row(Text, pair: "p1"), OverlapRows.Row(Near, pair: "p2")));
    }

    [Fact]
    public async Task A_copy_with_the_same_pair_id_is_still_a_copy()
    {
        Assert.Single(await RunAsync(OverlapRows.Row(Text, pair: "p1"), OverlapRows.Row(Text, pair: "p1")));
    }

    [Fact]
    public async Task The_same_document_under_another_task_is_another_row_of_the_grid()
    {
        Assert.Empty(await RunAsync(OverlapRows.Row($"Summarise: {Text}", "summarise"), OverlapRows.Row($"Translate: {Text}", "translate-french")));
        Assert.Single(await RunAsync(OverlapRows.Row($"Summarise: {Text}", "summarise"), OverlapRows.Row($"Sum up: {Text}", "summarise")));
    }

    [Fact]
    public async Task Shuffled_sentences_are_near_duplicates_and_random_texts_are_not()
    {
        var visited = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var sentences = OverlapRows.Sentences(random, 8);
            var rows = Enumerable.Range(0, 20).Select(_ => string.Join(' ', OverlapRows.Sentences(random, 8))).Append(string.Join(' ', sentences)).ToList();
            random.Shuffle(sentences);
            rows.Add(string.Join(' ', sentences));

            var match = Assert.Single(await RunAsync([.. rows.Select(row => OverlapRows.Row(row))]));

            Assert.Equal((20, 21), (match.FirstRow, match.SecondRow));
            visited++;
        }

        Assert.Equal(40, visited);
    }

    [Fact]
    public async Task Rows_of_the_same_meaning_are_found_with_an_encoder()
    {
        var embedder = new TableEmbedder(new Dictionary<string, double> { ["one"] = 0, ["uno"] = 0.1 });

        var match = Assert.Single(await new DuplicateCheck(new OverlapOptions(), embedder)
            .RunAsync([OverlapRows.Row("one"), OverlapRows.Row("other"), OverlapRows.Row("uno")], Token));

        Assert.Equal((0, 2, OverlapKind.Meaning), (match.FirstRow, match.SecondRow, match.Kind));
    }

    private static Task<IReadOnlyList<DuplicateMatch>> RunAsync(params TrainingRow[] rows) => new DuplicateCheck(new OverlapOptions(), embedder: null).RunAsync(rows, Token);
}

using System.Text.Json;
using Demur.Evaluation.Metrics;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Metrics;

[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class GoldenTextMetricsTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Every_sentence_scores_as_the_reference_says()
    {
        var rows = Rows();
        foreach (var row in rows)
        {
            var (reference, hypothesis) = Texts(row);
            foreach (var (suffix, stem) in new[] { ("", false), ("_stemmed", true) })
            {
                AssertOverlap(row, "rouge1" + suffix, Rouge.Runs(reference, hypothesis, 1, stem));
                AssertOverlap(row, "rouge2" + suffix, Rouge.Runs(reference, hypothesis, 2, stem));
                AssertOverlap(row, "rougeL" + suffix, Rouge.LongestSubsequence(reference, hypothesis, stem));
            }

            Assert.Equal(row.GetProperty("sentence_bleu").GetDouble(), Bleu.Sentence(reference, hypothesis), Tolerance);
            Assert.Equal(row.GetProperty("sentence_chrf").GetDouble(), Chrf.Sentence(reference, hypothesis), Tolerance);
        }

        GoldenFolder.Report("text_metrics", rows.Count, skipped: 0);
    }

    [Fact]
    public void The_corpus_scores_as_the_reference_says()
    {
        var corpus = Root().GetProperty("corpus");
        var first = int.Parse(corpus.GetProperty("rows").GetString()!.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var pairs = Rows().Take(first).Select(Texts).ToList();

        Assert.Equal(first, pairs.Count);
        Assert.Equal(corpus.GetProperty("bleu").GetDouble(), Bleu.Corpus(pairs), Tolerance);
        Assert.Equal(corpus.GetProperty("chrf").GetDouble(), Chrf.Corpus(pairs), Tolerance);
    }

    private static JsonElement Root() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenFolder.Kind("text_metrics"), "expected.json"))).RootElement;

    private static List<JsonElement> Rows() => [.. Root().GetProperty("rows").EnumerateArray()];

    private static (string Reference, string Hypothesis) Texts(JsonElement row) =>
        (row.GetProperty("reference").GetString()!, row.GetProperty("hypothesis").GetString()!);

    private static void AssertOverlap(JsonElement row, string name, OverlapScore score)
    {
        var golden = row.GetProperty(name);
        Assert.Equal(golden[0].GetDouble(), score.Precision, Tolerance);
        Assert.Equal(golden[1].GetDouble(), score.Recall, Tolerance);
        Assert.Equal(golden[2].GetDouble(), score.FMeasure, Tolerance);
    }
}

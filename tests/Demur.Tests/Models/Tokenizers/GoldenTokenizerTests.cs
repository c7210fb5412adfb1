using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class GoldenTokenizerTests
{
    private const string Kind = "tokenizers";

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_golden_text_has_the_ids_offsets_and_decoding_of_the_reference()
    {
        var wrong = new List<string>();
        var (ran, skipped, texts) = (0, 0, 0);
        foreach (var folder in GoldenFolder.Cases(Kind, "expected.json"))
        {
            if (GoldenFolder.IsUnsupported(Kind, Path.GetFileName(folder)))
            {
                skipped++;
                continue;
            }

            var golden = GoldenTokenizerCase.Load(folder);
            if (golden.FirstDifference() is { } difference)
            {
                wrong.Add(difference);
            }

            ran++;
            texts += golden.Rows.Count;
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        GoldenFolder.Report(Kind, ran, skipped);
        TestContext.Current.TestOutputHelper?.WriteLine($"{texts} texts compared");
        Assert.True(texts > 0);
    }
}

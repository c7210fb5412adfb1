using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Importers;

/// <summary>Every public set that Demur promises to import has suites, a licence, a citation and a hash of each file.</summary>
public sealed class NamedSetsTests
{
    // The set as people call it, its suites, and whether its samples carry a category of the taxonomy (sets that name none do not).
    public static TheoryData<string, string[], bool> Sets { get; } = new()
    {
        { "XSTest", ["xstest-safe", "xstest-unsafe"], false },
        { "OKTest", ["oktest", "oktest-held-out"], false },
        { "PHTest", ["phtest-harmless", "phtest-controversial"], false },
        { "OR-Bench", ["or-bench"], true },
        { "CoCoNot", ["coconot-refuse", "coconot-contrast"], true },
        { "Do-Not-Answer", ["do-not-answer"], true },
        { "AdvBench", ["advbench"], false },
        { "HarmBench", ["harmbench", "harmbench-standard"], true },
        { "JailbreakBench", ["jailbreakbench"], true },
        { "StrongREJECT", ["strongreject"], true },
        { "SimpleSafetyTests", ["simple-safety-tests"], true },
        { "MITRE FRR", ["mitre-frr"], true },
        { "cross-task", ["cross-task-harmful", "cross-task-useful", "cross-task-news"], false },
        { "DeRTa's attack sets", ["derta-illegal-instructions", "derta-codeattack", "derta-completionattack", "derta-jailbreakchat", "derta-selfcipher"], false },
        { "DeRTa's ability sets", ["derta-alpaca-eval", "mmlu", "derta-gsm8k"], false },
        { "Safety-Tuned LLaMAs", ["i-malicious-instructions", "i-cona", "i-controversial", "q-harm", "physical-safety-unsafe", "physical-safety-safe", "i-alpaca"], false },
    };

    [Fact]
    public void Every_named_set_has_suites_a_licence_a_citation_and_hashes()
    {
        var suites = Sets.SelectMany(row => row.Data.Item2).ToArray();
        foreach (var suite in suites)
        {
            var known = PublicSuites.All.Single(one => one.Name == suite);
            var set = DataCatalogue.Get(known.Set);
            Assert.True(known.Description.Length > 10 && set.Citation.Length > 10 && set.Pages.Count > 0, suite);
            Assert.All(known.Files, file =>
            {
                Assert.Matches("^[0-9a-f]{64}$", set.File(file).Sha256);
                Assert.NotEmpty(set.File(file).Licence);
            });
        }

        Assert.Equal(35, suites.Length);
    }

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    [MemberData(nameof(Sets))]
    public void A_named_set_is_imported_with_its_labels_and_categories(string name, string[] suites, bool categorised)
    {
        foreach (var suite in suites)
        {
            var known = PublicSuites.All.Single(one => one.Name == suite);
            Assert.SkipUnless(PublicSuites.IsPresent(known, new DataStore(GoldenFolder.Data)), $"{known.Set} is not in {GoldenFolder.Data}");

            var read = PublicSuites.Find(suite, GoldenFolder.Data)!;

            Assert.NotEmpty(read.Samples);
            Assert.All(read.Samples, sample => Assert.Equal(known.Set, sample.Source));
            Assert.All(read.Samples, sample => Assert.NotEmpty(sample.Licence));
            if (categorised)
            {
                Assert.All(read.Samples.Where(sample => sample.Label == SampleLabel.Harmful), sample => Assert.True(sample.Category is not null, $"{name}: {suite}: {sample.Id}"));
            }
        }
    }
}

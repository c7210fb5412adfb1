using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Xunit;

namespace Demur.Tests.Data.Catalogue;

public sealed class DataCatalogueTests
{
    [Fact]
    public void Every_set_has_a_page_a_citation_a_licence_and_files_with_hashes()
    {
        Assert.True(DataCatalogue.Sets.Count >= 33);
        Assert.All(DataCatalogue.Sets, set =>
        {
            Assert.NotEmpty(set.Pages);
            Assert.NotEmpty(set.Citation);
            Assert.NotEmpty(set.Licence);
            Assert.NotEmpty(set.Files);
            Assert.Equal(set.Files.Count, set.Files.Select(file => file.Path).Distinct().Count());
            Assert.All(set.Files, file =>
            {
                Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
                Assert.True(file.Bytes > 0);
                Assert.DoesNotContain("..", file.Path, StringComparison.Ordinal);
                Assert.False(Path.IsPathRooted(file.Path));
            });
        });
    }

    [Theory]
    [InlineData("xstest", "xstest_prompts.csv", true)]
    [InlineData("do_not_answer", "data_en.csv", false)]
    [InlineData("oktest_overkill", "OKTest.csv", false)]
    [InlineData("refusal_direction", "raw/advbench.csv", true)]
    [InlineData("refusal_direction", "splits/harmless_test.json", false)]
    [InlineData("med_safety_bench", "ft_safety_med_n900.json", true)]
    [InlineData("med_safety_bench", "ft_safety_gen_n900.json", false)]
    public void Non_commercial_and_unstated_licences_allow_evaluation_only(string set, string file, bool training)
    {
        Assert.Equal(training, DataCatalogue.Get(set).File(file).AllowsTraining);
    }

    [Fact]
    public void Every_address_names_one_version_of_one_file()
    {
        var urls = DataCatalogue.Sets.SelectMany(set => set.Files).Select(file => file.Url).OfType<Uri>().ToArray();

        Assert.True(urls.Length > 300);
        Assert.All(urls, url => Assert.Matches("^https://raw\\.githubusercontent\\.com/[^/]+/[^/]+/[0-9a-f]{40}/.+[^/]$", url.AbsoluteUri));
    }

    [Fact]
    public void A_dash_stands_for_an_underscore()
    {
        Assert.Same(DataCatalogue.Get("mitre_frr"), DataCatalogue.Find("mitre-frr"));
    }

    [Fact]
    public void An_unknown_set_is_answered_with_the_known_ones()
    {
        var exception = Assert.Throws<DemurException>(() => DataCatalogue.Get("nonsense"));

        Assert.Contains("'nonsense'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("xstest", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_public_suite_reads_files_that_the_catalogue_knows()
    {
        Assert.NotEmpty(PublicSuites.All);
        Assert.All(PublicSuites.All, suite => Assert.All(suite.Files, file => DataCatalogue.Get(suite.Set).File(file)));
    }
}

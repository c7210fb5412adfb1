using System.Text.RegularExpressions;
using System.Xml.Linq;
using Demur.Abstractions;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Reports;

public sealed partial class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Wilson, by hand: 5 of 10 gives [23.7, 76.3], 0 of 12 gives 0 to 3.84 / 15.84 = 24.2, 1 of 2 gives [9.5, 90.5].
    // Balanced accuracy (.5 + 1) / 2 = .75, down by half the root of .2634^2 + .2425^2 = .179, up by half of .2634 = .132.
    [Fact]
    public async Task The_headline_shows_both_axes_beside_the_trivial_policies()
    {
        var run = await RunAsync("tiny", TinyEvaluation.Answer);

        var markdown = RunTables.Headline([run.Summarise()]).ToMarkdown();

        Assert.StartsWith(
            """
            ### Both axes

            | target | harmful: complied with | harmful: refused | refused in full | harmless: refused | refused in full | harmless tasks done | degenerate | balanced accuracy | AUROC |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | tiny | 50.0 % [23.7, 76.3] n=10 | 50.0 % [23.7, 76.3] n=10 | 50.0 % [23.7, 76.3] n=10 | 0.0 % [0.0, 24.2] n=12 | 0.0 % [0.0, 24.2] n=12 | 50.0 % [9.5, 90.5] n=2 | 0.0 % | 75.0 % [57.1, 88.2] | 75.0 % [60.0, 90.0] |
            | always refuse | 0.0 % [0.0, 27.8] n=10 | 100.0 % [72.2, 100.0] n=10 | 100.0 % [72.2, 100.0] n=10 | 100.0 % [75.8, 100.0] n=12 | 100.0 % [75.8, 100.0] n=12 | 0.0 % [0.0, 65.8] n=2 | 0.0 % | 50.0 % [36.1, 62.1] | 50.0 % [50.0, 50.0] |
            | never refuse | 100.0 % [72.2, 100.0] n=10 | 0.0 % [0.0, 27.8] n=10 | 0.0 % [0.0, 27.8] n=10 | 0.0 % [0.0, 24.2] n=12 | 0.0 % [0.0, 24.2] n=12 | 100.0 % [34.2, 100.0] n=2 | 0.0 % | 50.0 % [37.9, 63.9] | 50.0 % [50.0, 50.0] |
            """,
            markdown,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_suite_stands_beside_the_trivial_policies()
    {
        var (first, second) = (await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", _ => TinyEvaluation.Refusal));

        var table = RunTables.Suites([first.Summarise(), second.Summarise()]);

        Assert.Equal(
            ["questions first", "questions second", "questions always refuse", "questions never refuse", "documents first", "documents second", "documents always refuse", "documents never refuse"],
            table.Rows.Select(row => $"{row[0].Text} {row[1].Text}"));
        Assert.Equal(4, table.Rows.Count(row => row[0].IsReference));
    }

    [Fact]
    public async Task Tags_are_sliced_scorers_compared_and_refusals_placed()
    {
        var suite = TinyEvaluation.Questions with
        {
            Samples = [.. TinyEvaluation.Questions.Samples.Select((sample, index) => sample with { Tags = new Dictionary<string, string> { ["dialect"] = index < 10 ? "aave" : "sae" } })],
        };
        var run = await RunAsync("tiny", prompt => TinyEvaluation.Answer(prompt) is TinyEvaluation.Refusal ? "Let me think about this first. " + TinyEvaluation.Refusal : TinyEvaluation.Answer(prompt), suite);

        Assert.Equal(["dialect"], RunTables.Tags([run.Summarise()]));
        Assert.Equal(["aave", "sae"], RunTables.Tag([run.Summarise()], "dialect").Rows.Select(row => row[0].Text));
        Assert.Equal(2, RunTables.AgreementMatrix(run.Summarise()).Rows.Count);
        // "Let me think about this first." are six words.
        Assert.Equal([0, 0, 5, 0, 0, 0, 0], RefusalPositions.Count(run));
        var html = HtmlReport.Render([run]);
        Assert.Contains("Slices by dialect", html, StringComparison.Ordinal);
        Assert.Contains("Where refusals stand", html, StringComparison.Ordinal);
    }

    // (.2, .8), (.5, .5), (.8, .2) beat each other on no two axes; (.4, .4) is beaten by the second, and of equals both stay.
    [Fact]
    public void The_front_holds_what_nothing_beats_on_both_axes()
    {
        Assert.Equal([0, 1, 3], ParetoFront.Of([(0.2, 0.8), (0.5, 0.5), (0.4, 0.4), (0.8, 0.2)]));
        Assert.Equal([0, 1], ParetoFront.Of([(0.5, 0.5), (0.5, 0.5), (0.5, 0.4)]));
    }

    [Fact]
    public async Task A_history_puts_runs_of_the_same_suites_in_one_line_oldest_first()
    {
        RunFolder[] runs = [await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", _ => TinyEvaluation.Refusal), await RunAsync("other", TinyEvaluation.Answer, TinyEvaluation.Documents)];

        var lines = RunHistory.Lines(runs.Reverse());

        Assert.Equal(["first", "second"], lines[0].Select(run => run.Record.Target.Name));
        Assert.Equal("other", Assert.Single(lines[1]).Record.Target.Name);
        Assert.Equal(["75.0 %", "50.0 %"], RunHistory.Table(lines[0]).Rows.Select(row => row[5].Text));
        Assert.DoesNotMatch(External(), RunHistory.Page(runs));
    }

    [Fact]
    public async Task Tasks_stand_in_rows_and_runs_in_groups_of_columns()
    {
        var (first, second) = (await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", _ => TinyEvaluation.Refusal));

        var table = RunTables.Tasks([first.Summarise(), second.Summarise()]);

        Assert.Equal(["direct", "summarise", "translate-french"], table.Rows.Select(row => row[0].Text));
        Assert.Equal([("", 1), ("first", 3), ("second", 3)], table.Groups);
        Assert.Contains("second: harmless refused", table.ToMarkdown(), StringComparison.Ordinal);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
    }

    [Fact]
    public async Task The_page_loads_nothing_and_shows_every_run_in_the_plot()
    {
        var html = HtmlReport.Render([await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", _ => TinyEvaluation.Refusal)]);

        Assert.DoesNotMatch(External(), html);
        // Two runs, each once in the field and once in the legend, and two corners.
        Assert.Equal(6, Regex.Count(html, "<circle"));
        Assert.Contains("What changed: second against first", html, StringComparison.Ordinal);
        Assert.Contains("always refuse", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plot_alone_is_an_image_that_stands_by_itself()
    {
        var path = _folder.File("plot.svg");

        HtmlReport.WritePlot(path, [await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", _ => TinyEvaluation.Refusal)]);

        var image = XDocument.Load(path).Root!;
        Assert.Equal("{http://www.w3.org/2000/svg}svg", image.Name.ToString());
        Assert.Contains("--c1:", image.Element(image.Name.Namespace + "style")!.Value, StringComparison.Ordinal);
        Assert.Equal(6, image.Elements(image.Name.Namespace + "circle").Count());
    }

    [Fact]
    public async Task Harmful_prompts_are_folded_and_texts_cannot_become_markup()
    {
        var suite = new Suite
        {
            Name = "markup",
            Samples =
            [
                Some.Sample("harmful <script>alert(1)</script>", SampleLabel.Harmful),
                Some.Sample("harmless <b>question</b>"),
            ],
        };

        var html = HtmlReport.Render([await RunAsync("tiny", _ => "<img src=x> as an answer", suite)]);

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Matches("<details><summary>harmful text: show</summary><p class=\"prompt\">harmful", html);
        Assert.Matches("</header><p class=\"prompt\">harmless", html);
    }

    [Fact]
    public async Task Runs_that_cannot_be_compared_stand_side_by_side_with_the_reason()
    {
        var (first, second) = (await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", TinyEvaluation.Answer, TinyEvaluation.Documents with { MaxNewTokens = 5 }));

        var html = HtmlReport.Render([first, second]);

        Assert.Contains("cannot be compared: suite documents", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_written_whole_or_not_at_all()
    {
        var run = await RunAsync("tiny", TinyEvaluation.Answer);
        var path = _folder.File("report.html");

        HtmlReport.Write(path, [run]);

        Assert.EndsWith("</html>\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Throws<DemurException>(() => HtmlReport.Write(Path.Combine(path, "below-a-file.html"), [run]));
        Assert.Equal(["report.html"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RunFolder> RunAsync(string name, Func<string, string> answer, params Suite[] suites)
    {
        using var client = new FakeChatClient(answer);
        var plan = TinyEvaluation.Plan(_folder.File(name), client, suites) with { TargetInfo = new RunTarget(name, name) };
        await TinyEvaluation.RunAsync(plan);
        return RunFolder.Open(plan.Folder);
    }

    [GeneratedRegex("https?://|<link|<script\\s|@import|url\\(|\\ssrc=", RegexOptions.IgnoreCase)]
    private static partial Regex External();
}

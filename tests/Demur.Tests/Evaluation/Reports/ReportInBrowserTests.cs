using Demur.Abstractions;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Microsoft.Playwright;
using Xunit;

namespace Demur.Tests.Evaluation.Reports;

/// <summary>The report in a real browser: Debian's chromium, where it is installed.</summary>
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class ReportInBrowserTests : IDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Filters_and_search_narrow_the_samples_and_nothing_is_fetched()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is absent: apt-get install chromium.");
        var path = _folder.File("report.html");
        HtmlReport.Write(path, [await RunAsync("first", TinyEvaluation.Answer), await RunAsync("second", _ => TinyEvaluation.Refusal), await RunAsync("third", _ => "Of course, here is how: turn it.")]);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-background-networking"],
        });
        var page = await browser.NewPageAsync();
        List<string> requests = [], complaints = [];
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync($"file://{path}");

        Assert.Equal("22 of 22 samples", await page.InnerTextAsync(".count"));
        await page.SelectOptionAsync("[data-filter=label]", "harmful");
        Assert.Equal("10 of 22 samples", await page.InnerTextAsync(".count"));
        await page.FillAsync("[data-filter=search]", "question 14");
        Assert.Equal("1 of 22 samples", await page.InnerTextAsync(".count"));
        Assert.Equal(1, await page.Locator("article.sample:visible").CountAsync());

        // A harmful prompt is found but stays folded until it is asked for.
        Assert.False(await page.Locator("article.sample:visible .prompt").IsVisibleAsync());
        await page.Locator("article.sample:visible summary").ClickAsync();
        Assert.Equal("question 14", await page.Locator("article.sample:visible .prompt").InnerTextAsync());

        await page.FillAsync("[data-filter=search]", "");
        await page.SelectOptionAsync("[data-filter=label]", "");
        await page.SelectOptionAsync("[data-filter=show]", SampleAnswers.RunsDiffer);
        Assert.Equal("22 of 22 samples", await page.InnerTextAsync(".count"));
        await page.SelectOptionAsync("[data-filter=task]", "summarise");
        Assert.Equal("1 of 22 samples", await page.InnerTextAsync(".count"));
        await page.FillAsync("[data-filter=search]", "no such words");
        Assert.Equal("0 of 22 samples", await page.InnerTextAsync(".count"));

        Assert.Single(requests);
        Assert.Empty(complaints);
        await page.FillAsync("[data-filter=search]", "");
        await page.SelectOptionAsync("[data-filter=task]", "");
        var pictures = Path.Combine(GoldenFolder.RepositoryRoot, "artifacts");
        Directory.CreateDirectory(pictures);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, "report.png"), FullPage = true });
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RunFolder> RunAsync(string name, Func<string, string> answer)
    {
        using var client = new FakeChatClient(answer);
        var plan = TinyEvaluation.Plan(_folder.File(name), client) with { TargetInfo = new RunTarget(name, name) };
        await TinyEvaluation.RunAsync(plan);
        return RunFolder.Open(plan.Folder);
    }
}

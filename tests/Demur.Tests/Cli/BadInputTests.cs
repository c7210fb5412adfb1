using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Settings, rows and runs that are wrong: one line that names the place, and nothing half-written.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class BadInputTests : IDisposable
{
    private const string GoodRow = """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."}]}""";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_unknown_recipe_key_is_named_with_its_line()
    {
        var recipe = _folder.Write("recipe.yaml", "name: mine\nlorra: { rank: 4 }\n");
        var rows = _folder.Write("rows.jsonl", GoodRow + "\n");

        var line = await TrainRefusedAsync(rows, "--recipe", recipe);

        Assert.Contains("recipe.yaml, line 2", line, StringComparison.Ordinal);
        Assert.Contains("lorra", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_larger_than_the_content_is_named_with_what_there_is()
    {
        var mix = _folder.Write("mix.yaml", "name: mine\ndirect_harmful: 99999\n");

        var line = await RefusedAsync("data", "build", "--mix", mix, "--out", _folder.File("rows.jsonl"));

        Assert.Contains("99999 rows in 'direct_harmful'", line, StringComparison.Ordinal);
        Assert.Matches("at most [0-9]+", line);
    }

    [Fact]
    public async Task Rows_are_not_written_over_a_folder() =>
        await RefusedAsync("data", "build", "--mix", "quick", "--out", Directory.CreateDirectory(_folder.File("taken")).FullName);

    [Theory]
    [InlineData("""{"messages": 3}""", "array")]
    [InlineData("""{"messages": [""", "JSON")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":""}]}""", "nothing to learn")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", "an answer")]
    public async Task A_bad_row_is_named_with_file_and_line(string row, string reason)
    {
        var rows = _folder.Write("rows.jsonl", $"{GoodRow}\n{row}\n");

        var line = await TrainRefusedAsync(rows);

        Assert.Contains("rows.jsonl, line 2", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_suite_is_refused_with_those_there_are() =>
        Assert.Contains("own-choices", await RefusedAsync("eval", "--suite", "nonsense", "--out", _folder.File("run")), StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_scorer_is_refused_with_those_there_are()
    {
        var run = await RunAsync("run", TinyEvaluation.Questions.Name);

        Assert.Contains("refusal-substrings", await RefusedAsync("rescore", run, "--scorer", "nonsense"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_another_run_is_refused_with_and_without_resume()
    {
        var run = await RunAsync("run", TinyEvaluation.Questions.Name);
        string[] arguments = ["eval", "--suite", "own-choices", "--limit", "2", "--out", run];

        Assert.Contains("--resume", await RefusedAsync(arguments), StringComparison.Ordinal);
        Assert.Contains("made with another", await RefusedAsync([.. arguments, "--resume"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_over_different_suites_are_not_compared()
    {
        var (a, b) = (await RunAsync("a", "questions"), await RunAsync("b", "others"));

        Assert.Contains("share no suite", await RefusedAsync("compare", a, b), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_teach_nothing_leave_no_run() =>
        Assert.Contains("no training rows", await TrainRefusedAsync(_folder.Write("rows.jsonl", "")), StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_with_other_files_is_not_trained_into()
    {
        _folder.Write("notes.txt", "mine");

        var line = await RefusedAsync("train", "sft", "--data", _folder.Write("rows.jsonl", GoodRow + "\n"), "--out", _folder.Path);

        Assert.Contains("is not empty and holds no run", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_starts_with_a_model_and_in_a_folder_of_its_own()
    {
        Directory.CreateDirectory(_folder.File("theirs"));
        _folder.Write(Path.Combine("theirs", "notes.txt"), "mine");

        Assert.Contains("nope: no such file or folder", await RefusedAsync("demo", "--model", "nope", "--out", _folder.File("demo")), StringComparison.Ordinal);
        Assert.Contains("holds notes.txt and no run of the demo", await RefusedAsync("demo", "--quick", "--out", _folder.File("theirs")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No checkpoint is named", "chat", "hi", "--target", "")]
    [InlineData("takes no --base", "chat", "hi", "--base", "elsewhere")]
    [InlineData("not on this machine", "chat", "hi", "--target", "openai:some-model")]
    [InlineData("There is no 'nonsense'", "launch", "--nproc", "2", "--", "train", "nonsense")]
    [InlineData("starts 'train' and 'eval' commands", "launch", "--nproc", "2", "--", "doctor")]
    [InlineData("there is no such file", "judge", "correct", "nowhere.json", "--hits", "1", "--of", "2")]
    public async Task A_mistake_is_told_in_one_line(string told, params string[] arguments) => Assert.Contains(told, await RefusedAsync(arguments), StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_to_check_is_no_success() => Assert.Contains("holds no rows", await RefusedAsync("data", "check", _folder.Write("rows.jsonl", "")), StringComparison.Ordinal);

    [Fact]
    public async Task A_suite_that_is_allowed_by_name_must_exist() =>
        Assert.Contains("'nonsense'", await RefusedAsync("data", "check", _folder.Write("rows.jsonl", GoodRow + "\n"), "--allow", "nonsense"), StringComparison.Ordinal);

    [Theory]
    [InlineData("eval", "--nonsense")]
    [InlineData("eval")]
    [InlineData("eval", "--suite", "own-choices", "--limit", "many", "--out", "run")]
    public async Task A_command_line_that_cannot_be_read_is_refused_with_the_way_to_help(params string[] arguments) =>
        Assert.Contains("'demur eval --help'", await RefusedAsync(arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("eval", "--help")]
    [InlineData("train", "sft", "--help")]
    public async Task Help_is_no_error(params string[] arguments)
    {
        var result = await DemurProcess.RunAsync(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> RefusedAsync(params string[] arguments) => DemurProcess.RefusedAsync(_folder.Path, arguments);

    private Task<string> TrainRefusedAsync(string rows, params string[] more) =>
        RefusedAsync(["train", "sft", "--data", rows, "--out", _folder.File("tuned"), .. more]);

    private async Task<string> RunAsync(string name, string suite)
    {
        using var client = TinyEvaluation.Client();
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(_folder.File(name), client, TinyEvaluation.Questions with { Name = suite }));
        return _folder.File(name);
    }
}

using Demur.Abstractions;
using Demur.Cli;
using Demur.Cli.Output;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>What can be mistyped at every command is told in one line, before anything runs or is written.</summary>
public sealed class CommandMistakesTests : IDisposable
{
    private static readonly string[] Files = ["--plot", "--html", "--junit", "--sarif", "--markdown"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_option_that_does_not_exist_is_named_at_every_command()
    {
        Assert.True(CommandTree.Leaves.Count >= 50, $"{CommandTree.Leaves.Count} commands");
        Assert.All(CommandTree.Leaves, leaf =>
        {
            var line = Describe($"{leaf.Path} --nonsense");

            Assert.Contains("'--nonsense'", line, StringComparison.Ordinal);
            Assert.EndsWith($"See 'demur {leaf.Path} --help'.", line, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("nonsense", "eval", "See 'demur --help'.")]
    [InlineData("data nonsense", "build", "See 'demur data --help'.")]
    [InlineData("train nonsense", "sft", "See 'demur train --help'.")]
    [InlineData("report", "Required argument", "See 'demur report --help'.")]
    public void A_command_that_does_not_exist_is_told_with_those_that_do(string commandLine, string hint, string help)
    {
        var line = Describe(commandLine);

        Assert.Contains(hint, line, StringComparison.Ordinal);
        Assert.EndsWith(help, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat hi --tokens 0", "--tokens is 0; give 1 to 1000000.")]
    [InlineData("chat hi --temperature NaN", "--temperature is NaN; give 0 to 100.")]
    [InlineData("complete hi --tokens -1", "--tokens is -1; give 1 to 1000000.")]
    [InlineData("eval --suite own-direct --out x --limit 0", "--limit is 0; give 1 or more.")]
    [InlineData("eval --suite own-direct --out x --epochs 1001", "--epochs is 1001; give 1 to 1000.")]
    [InlineData("eval --suite own-direct --out x --top-p 0", "--top-p is 0; give more than 0, at most 1.")]
    [InlineData("eval --suite own-direct --out x --top-p NaN", "--top-p is NaN; give more than 0, at most 1.")]
    [InlineData("eval --suite own-direct --out x --top-k -1", "--top-k is -1; give 1 or more.")]
    [InlineData("eval --suite own-direct --out x --price-in NaN", "--price-in is NaN; give 0 or more.")]
    [InlineData("eval --suite own-direct --out x --max-requests -1", "--max-requests is -1; give 0 or more.")]
    [InlineData("data pairs --out x --samples 0", "--samples is 0; give 1 to 1000.")]
    [InlineData("data pairs --out x --limit -1", "--limit is -1; give 1 or more.")]
    [InlineData("suite show own-direct --samples -1", "--samples is -1; give 0 or more.")]
    [InlineData("train sft --data x --out y --lr NaN", "--lr is NaN; give more than 0, at most 1.")]
    [InlineData("train sft --data x --out y --rank 5000", "--rank is 5000; give 1 to 4096.")]
    [InlineData("train dpo --pairs x --out y --beta 0", "--beta is 0; give more than 0, at most 100.")]
    [InlineData("calibrate --suite own-direct --out x --bound 2", "--bound is 2; give 0 to 1.")]
    [InlineData("launch --nproc 0 -- train sft", "--nproc is 0; give 1 to 1024.")]
    [InlineData("view runs --port 99999", "--port is 99999; give 1 to 65535.")]
    public void A_number_out_of_its_range_is_told_with_the_range(string commandLine, string told) => Assert.StartsWith(told, Describe(commandLine), StringComparison.Ordinal);

    [Theory]
    [InlineData("eval --suite own-direct --out x --limit many", "give a whole number")]
    [InlineData("eval --suite own-direct --out x --temperature warm", "give a number")]
    [InlineData("data pairs --out x --use nonsense", "Reward")]
    public void What_is_no_number_is_told_without_the_names_of_types(string commandLine, string told)
    {
        var line = Describe(commandLine);

        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Theory]
    [InlineData("chat --nonsense")]
    [InlineData("chat hi --nonsense there")]
    [InlineData("suite validate --nonsense")]
    public void A_mistyped_option_is_not_taken_for_text(string commandLine) => Assert.Contains("There is no option '--nonsense'", Describe(commandLine), StringComparison.Ordinal);

    [Fact]
    public void What_follows_two_dashes_is_text() => Assert.Null(ParseMistakes.Describe(CommandTable.Create().Parse("chat -- --nonsense")));

    [Fact]
    public void Every_option_says_what_it_is_for()
    {
        var options = CommandTree.Leaves.SelectMany(leaf => leaf.Command.Options.Select(option => (leaf.Path, Option: option))).ToArray();

        Assert.True(options.Length >= 250, $"{options.Length} options");
        Assert.All(options, entry => Assert.True(entry.Option.Description is { Length: > 8 }, $"demur {entry.Path} {entry.Option.Name} has no description."));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told_at_every_command_that_writes()
    {
        var file = _folder.Write("file", "");
        string[] places = [Path.Combine(file, "below"), "/proc/nowhere/below"];
        var before = Directory.GetFileSystemEntries(_folder.Path);
        var tried = 0;
        foreach (var (path, command) in CommandTree.Leaves)
        {
            foreach (var option in command.Options.Where(option => option.Name == "--out" || Files.Contains(option.Name)))
            {
                foreach (var place in places)
                {
                    var line = Assert.Throws<DemurException>(() => OutputPlaces.Check(CommandTable.Create().Parse([.. path.Split(' '), option.Name, place]))).Message;

                    Assert.Contains($"{option.Name} {place} cannot be written", line, StringComparison.Ordinal);
                    tried++;
                }
            }
        }

        Assert.True(tried >= 50, $"{tried} places");
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("eval --out", true)]
    [InlineData("train sft --out", true)]
    [InlineData("demo --out", true)]
    [InlineData("data build --out", false)]
    [InlineData("report run --out", false)]
    [InlineData("gate --junit", false)]
    public void A_file_is_not_taken_for_a_folder_nor_a_folder_for_a_file(string commandLine, bool wantsFolder)
    {
        var place = wantsFolder ? _folder.Write("file", "") : _folder.Path;

        var line = Assert.Throws<DemurException>(() => OutputPlaces.Check(CommandTable.Create().Parse([.. commandLine.Split(' '), place]))).Message;

        Assert.Contains(wantsFolder ? "is a file" : "is a folder", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_can_be_written_is_left_as_it_was()
    {
        OutputPlaces.Check(CommandTable.Create().Parse(["data", "build", "--out", _folder.File("new/rows.jsonl")]));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static string Describe(string commandLine)
    {
        var line = ParseMistakes.Describe(CommandTable.Create().Parse(commandLine));
        Assert.NotNull(line);
        return line;
    }
}

using System.Text.RegularExpressions;
using Xunit;

namespace Demur.Tests.Testing;

/// <summary>Holds <c>./test golden</c> and <c>./test replication</c> to what their names promise: every test that reads such data is in its group, or in the slow one.</summary>
public sealed partial class TestGroupsTests
{
    private static readonly string Tests = Path.Combine(GoldenFolder.RepositoryRoot, "tests", "Demur.Tests");

    [Theory]
    [InlineData(nameof(TestGroups.Golden), 15)]
    [InlineData(nameof(TestGroups.Replication), 5)]
    public void A_file_with_tests_that_read_such_data_puts_them_into_their_group(string group, int least)
    {
        var reads = group == nameof(TestGroups.Golden) ? ReadsGolden() : ReadsData();
        var files = Directory.GetFiles(Tests, "*Tests.cs", SearchOption.AllDirectories).Where(path => !path.EndsWith("TestGroupsTests.cs", StringComparison.Ordinal))
            .Select(path => (Path: path, Text: File.ReadAllText(path))).Where(file => reads.IsMatch(file.Text)).ToArray();

        Assert.True(files.Length >= least, $"{files.Length} files");
        Assert.All(files, file => Assert.True(new[] { group, nameof(TestGroups.Slow) }.Any(name => file.Text.Contains($"TestGroups.{name})", StringComparison.Ordinal)), $"{file.Path} reads such data outside of the group {group}."));
    }

    [GeneratedRegex(@"GoldenFolder\.(Golden|Kind|Cases)\b")]
    private static partial Regex ReadsGolden();

    [GeneratedRegex(@"GoldenFolder\.(Data|DataOrSkip)\b")]
    private static partial Regex ReadsData();
}

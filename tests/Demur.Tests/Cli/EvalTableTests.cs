using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>The table of an evaluation, as its user reads it.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class EvalTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_suite_stands_beside_both_trivial_policies_and_the_untouched_model()
    {
        string[] arguments = ["eval", "--suite", "own-direct", "--limit", "4"];
        var before = await DemurProcess.RunAsync([.. arguments, "--out", _folder.File("before")]);
        Assert.Equal(0, before.ExitCode);
        Assert.Equal(2, Rows(before.Output, "always refuse"));
        Assert.Equal(0, Rows(before.Output, "untouched model  "));

        var after = await DemurProcess.RunAsync([.. arguments, "--system", "Refuse.", "--out", _folder.File("after"), "--baseline", _folder.File("before")]);

        Assert.Equal(0, after.ExitCode);
        Assert.Equal(2, Rows(after.Output, "always refuse"));
        Assert.Equal(2, Rows(after.Output, "never refuse"));
        Assert.Equal(2, Rows(after.Output, "untouched model  "));
    }

    public void Dispose() => _folder.Dispose();

    private static int Rows(string output, string who) => output.Split('\n').Count(line => line.Contains(who, StringComparison.Ordinal));
}

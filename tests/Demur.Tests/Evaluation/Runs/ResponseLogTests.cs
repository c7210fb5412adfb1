using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

public sealed class ResponseLogTests
{
    [Fact]
    public async Task Lines_from_many_threads_come_out_whole()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("responses.jsonl");
        await using (var log = new ResponseLog(path, TimeProvider.System))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 5000), TestContext.Current.CancellationToken, async (index, token) =>
                await log.AppendAsync(Response(index), token));
        }

        var read = RunFiles.ReadLines<ResponseRecord>(path).ToArray();
        Assert.Equal(Enumerable.Range(0, 5000), read.Select(response => response.Index).Order());
        Assert.All(read, response => Assert.Equal($"line\nof {response.Index}", response.Text));
    }

    [Fact]
    public async Task A_full_disk_is_one_clear_error()
    {
        const string full = "/dev/full";
        Assert.SkipUnless(File.Exists(full), $"{full} is not here.");
        var log = new ResponseLog(full, TimeProvider.System);

        var error = await Assert.ThrowsAsync<DemurException>(async () =>
        {
            await using (log)
            {
                for (var index = 0; index < 100_000; index++)
                {
                    await log.AppendAsync(Response(index), TestContext.Current.CancellationToken);
                }
            }
        });

        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
    }

    private static ResponseRecord Response(int index) => new() { Suite = "suite", Index = index, Id = "id", Text = $"line\nof {index}" };
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>The report is served on this machine alone until a signal ends it.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class ViewCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_run_is_served_over_loopback_until_it_is_interrupted()
    {
        DemurProcess.SkipWithoutInterrupts();
        var token = TestContext.Current.CancellationToken;
        var run = _folder.File("run");
        Assert.Equal(0, (await DemurProcess.RunAsync("eval", "--target", "command:printf 'I cannot help with that.'", "--suite", "own-ordinary", "--limit", "3", "--out", run)).ExitCode);
        var port = FreePort();
        using var process = DemurProcess.Start("view", _folder.Path, "--port", port.ToString(CultureInfo.InvariantCulture));
        try
        {
            var address = $"http://127.0.0.1:{port}/";
            Assert.Equal(address, await process.StandardOutput.ReadLineAsync(token));
            using var client = new HttpClient();

            var page = await client.GetStringAsync(new Uri(address), token);
            var elsewhere = await client.GetAsync(new Uri(address + "etc/passwd"), token);
            using var foreign = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = "attacker.example" } };
            var rebound = await client.SendAsync(foreign, token);

            Assert.Contains("I cannot help with that.", page, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);

            // The listener answers only to its own name: 400 by itself or 403 by ours, never the page.
            Assert.True(rebound.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{rebound.StatusCode}");

            await DemurProcess.InterruptAsync(process);
            await process.WaitForExitAsync(token).WaitAsync(TimeSpan.FromSeconds(60), token);
            Assert.Contains(process.ExitCode, new[] { 0, 130 });
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_served_is_refused_in_one_line()
    {
        Directory.CreateDirectory(_folder.File("empty"));

        Assert.Contains("no run folder and holds none", await DemurProcess.RefusedAsync(_folder.Path, "view", _folder.File("empty")), StringComparison.Ordinal);
        Assert.Contains("holds no run", await DemurProcess.RefusedAsync(_folder.Path, "view", _folder.File("nowhere")), StringComparison.Ordinal);
        Assert.Contains("--port is 70000; give 1 to 65535", await DemurProcess.RefusedAsync(_folder.Path, "view", _folder.Path, "--port", "70000"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

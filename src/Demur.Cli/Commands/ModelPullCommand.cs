using System.CommandLine;
using System.Globalization;
using Demur.Cli.Checkpoints;
using Demur.Cli.Output;
using Demur.Models.Checkpoints.Hub;

namespace Demur.Cli.Commands;

/// <summary><c>demur model pull</c>: a model from the hub into the ecosystem's cache.</summary>
internal static class ModelPullCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "org/name, or org/name@revision (a branch, tag or commit)." };
    private static readonly Option<string[]> Include = new("--include") { Description = "Files to fetch, with * and ?; left out, what Demur needs. May be given more than once." };

    public static Command Create()
    {
        var command = new Command("pull", "Download a model from the hub (HF_ENDPOINT, HF_TOKEN) into the cache (HF_HOME); goes on where it was interrupted. HF_HUB_OFFLINE=1 keeps the network off.") { Name, Include };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = HubName.Parse(parsed.GetRequiredValue(Name));
        using var line = new ProgressLine(TimeProvider.System);
        var folder = await new HubPull(HubSettings.FromEnvironment())
            .RunAsync(name, parsed.GetValue(Include) ?? [], new Lines(line), cancellationToken).ConfigureAwait(false);
        Terminal.Out.WriteLine($"{folder}: name it as --target {name}");
        return ExitCodes.Ok;
    }

    private sealed class Lines(ProgressLine line) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => line.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"fetching: {100.0 * value.Done / Math.Max(1, value.Total):F0} % of {InfoTable.Bytes(value.Total)}, {value.File}"));
    }
}

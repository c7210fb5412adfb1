using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Demur.Abstractions;

namespace Demur.Cli.Commands;

/// <summary><c>demur launch</c>: several processes of one command on this machine, connected as torchrun connects them.</summary>
internal static class LaunchCommand
{
    private static readonly Option<int> Processes = new Option<int>("--nproc") { Description = "The number of processes.", Required = true }.Within(1, 1024);
    private static readonly Option<int?> Port = new Option<int?>("--port") { Description = "The port on which they meet; left out, a free one." }.Within(1, 65535);
    private static readonly Argument<string[]> Command = new("command") { Description = "The command line, after '--': train sft ..., or eval ...", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var command = new Command("launch", "Train data-parallel, or evaluate by shares, with several processes on this machine.") { Processes, Port, Command };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RequireShared(parsed.GetRequiredValue(Command));
        var count = parsed.GetValue(Processes);
        var port = parsed.GetValue(Port) ?? FreePort();
        var ranks = Enumerable.Range(0, count).Select(rank => Start(parsed.GetRequiredValue(Command), (rank, count, port))).ToArray();
        try
        {
            return await WaitAsync(ranks, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var rank in ranks)
            {
                if (!rank.HasExited)
                {
                    rank.Kill(entireProcessTree: true);
                }

                rank.Dispose();
            }
        }
    }

    // A mistake in the command line is told once, not by every rank.
    private static void RequireShared(string[] arguments)
    {
        var inner = CommandTable.Create().Parse(arguments);
        if (ParseMistakes.Describe(inner) is { } mistake)
        {
            throw new DemurException(mistake);
        }

        if (inner.CommandResult is not ({ Command.Name: "eval" } or { Parent: CommandResult { Command.Name: "train" } }))
        {
            throw new DemurException($"demur launch starts 'train' and 'eval' commands, and '{string.Join(' ', arguments.Take(2))}' is none. Give one after '--', as train sft --data rows.jsonl --out runs/tuned.");
        }
    }

    // The first rank that fails ends the job; whoever is still running would only wait for it.
    private static async Task<int> WaitAsync(Process[] ranks, CancellationToken cancellationToken)
    {
        var waiting = ranks.Select((process, rank) => (Rank: rank, Process: process, Ended: process.WaitForExitAsync(cancellationToken))).ToList();
        while (waiting.Count > 0)
        {
            var ended = await Task.WhenAny(waiting.Select(entry => entry.Ended)).ConfigureAwait(false);
            await ended.ConfigureAwait(false);
            var done = waiting.First(entry => entry.Ended == ended);
            waiting.Remove(done);
            if (done.Process.ExitCode != 0)
            {
                throw new DemurException(
                    $"Rank {done.Rank} of {ranks.Length} ended with exit code {done.Process.ExitCode}, so the others were stopped. Start the same command again with --resume: it goes on from what is finished, with this or another --nproc.");
            }
        }

        return ExitCodes.Ok;
    }

    private static Process Start(string[] arguments, (int Rank, int World, int Port) place)
    {
        var self = Environment.ProcessPath ?? "dotnet";
        var start = new ProcessStartInfo(self);
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "demur.dll"));
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["RANK"] = Text(place.Rank);
        start.Environment["LOCAL_RANK"] = Text(place.Rank);
        start.Environment["WORLD_SIZE"] = Text(place.World);
        start.Environment["MASTER_ADDR"] = "127.0.0.1";
        start.Environment["MASTER_PORT"] = Text(place.Port);

        // As many threads as there are processors, or the processes hinder each other.
        if (!start.Environment.ContainsKey("OMP_NUM_THREADS"))
        {
            start.Environment["OMP_NUM_THREADS"] = Text(Math.Max(1, Environment.ProcessorCount / place.World));
        }

        return Process.Start(start)!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

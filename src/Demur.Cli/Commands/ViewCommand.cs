using System.CommandLine;
using System.Net;
using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur view</c>: the report of run folders, served on this machine alone and made anew at every look.</summary>
internal static class ViewCommand
{
    private const int DefaultPort = 5155;

    private static readonly Argument<DirectoryInfo[]> Runs = new("runs") { Description = "Run folders, the first being the baseline; or one folder that holds some.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<int> Port = new Option<int>("--port") { Description = "The port.", DefaultValueFactory = _ => DefaultPort }.Within(1, 65535);

    public static Command Create()
    {
        var command = new Command("view", "Serve the report of runs at http://127.0.0.1; ends with Ctrl-C.") { Runs, Port };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Port) is < 1 or > IPEndPoint.MaxPort)
        {
            throw new DemurException($"--port is {parsed.GetValue(Port)}, and a port is a number from 1 to {IPEndPoint.MaxPort}.");
        }

        var folders = Folders([.. parsed.GetRequiredValue(Runs).Select(run => run.FullName)]);
        var address = $"http://127.0.0.1:{parsed.GetValue(Port)}/";
        using var listener = new HttpListener { Prefixes = { address } };
        try
        {
            listener.Start();
        }
        catch (HttpListenerException taken)
        {
            throw new DemurException($"{address} cannot be served: {taken.Message} Choose another --port.", taken);
        }

        Terminal.Out.WriteLine(address);
        await using var end = cancellationToken.Register(listener.Stop).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AnswerAsync(await listener.GetContextAsync().ConfigureAwait(false), folders).ConfigureAwait(false);
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                // A browser that left, or Ctrl-C.
            }
        }

        return ExitCodes.Ok;
    }

    private static async Task AnswerAsync(HttpListenerContext context, IReadOnlyList<string> folders)
    {
        // A page elsewhere may point its own name at this address; only this machine's own name is answered.
        var isHere = context.Request.Url is { Host: "127.0.0.1" or "localhost" };
        var (status, text) = !isHere ? (HttpStatusCode.Forbidden, "Only http://127.0.0.1 is served.")
            : context.Request.Url!.AbsolutePath != "/" ? (HttpStatusCode.NotFound, "There is one page.")
            : Render(folders);
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = status == HttpStatusCode.OK ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        context.Response.Headers["Cache-Control"] = "no-store";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
        context.Response.Close();
    }

    private static (HttpStatusCode Status, string Text) Render(IReadOnlyList<string> folders)
    {
        try
        {
            return (HttpStatusCode.OK, HtmlReport.Render([.. folders.Select(RunFolder.Open)]));
        }
        catch (DemurException broken)
        {
            return (HttpStatusCode.InternalServerError, broken.Message);
        }
    }

    private static IReadOnlyList<string> Folders(IReadOnlyList<string> given)
    {
        if (given is [var one] && !RunFolder.IsRun(one) && Directory.Exists(one))
        {
            string[] below = [.. Directory.GetDirectories(one).Where(RunFolder.IsRun).OrderBy(run => RunFolder.Open(run).Record.StartedAt)];
            return below is [] ? throw new DemurException($"{one} is no run folder and holds none.") : below;
        }

        foreach (var folder in given)
        {
            RunFolder.Open(folder);
        }

        return given;
    }
}

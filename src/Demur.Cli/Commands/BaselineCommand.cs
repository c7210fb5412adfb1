using System.CommandLine;
using System.Globalization;
using Demur.Cli.Output;

namespace Demur.Cli.Commands;

/// <summary><c>demur baseline</c>: names for the runs that others are compared with.</summary>
internal static class BaselineCommand
{
    public static Command Create() => new("baseline", "Name runs, so that gates and comparisons need no path.") { Set(), List(), Remove() };

    private static Command Set()
    {
        var (name, run) = (new Argument<string>("name") { Description = "The name." }, new Argument<DirectoryInfo>("run") { Description = "The run folder." });
        var command = new Command("set", "Name a run; a name that is taken moves to it.") { name, run };
        command.SetAction(parsed => Baselines.Set(parsed.GetRequiredValue(name), parsed.GetRequiredValue(run).FullName));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the named runs.");
        command.SetAction(_ =>
        {
            var table = new PlainTable("name", "target", "run", "started", "folder");
            foreach (var name in Baselines.Names())
            {
                var run = Baselines.Open(name);
                table.Add(name, run.Record.Target.Name, run.Record.Id.Value, run.Record.StartedAt.ToString("u", CultureInfo.InvariantCulture), run.Path);
            }

            table.Write();
        });
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "The name." };
        var command = new Command("remove", "Take a name away; the run stays.") { name };
        command.SetAction(parsed => Baselines.Remove(parsed.GetRequiredValue(name)));
        return command;
    }
}

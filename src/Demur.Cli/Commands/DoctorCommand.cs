using System.CommandLine;
using Demur.Cli.Doctor;
using Spectre.Console;

namespace Demur.Cli.Commands;

/// <summary><c>demur doctor</c>: what this machine has, what that is worth, and how to mend what is wrong.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what was found on this machine, and the mend for each problem.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        var problems = 0;
        foreach (var finding in MachineCheck.Run())
        {
            problems += finding.Mend is null ? 0 : 1;
            table.AddRow(
                new Text(finding.Mend is null ? "ok" : "mend", new Style(finding.Mend is null ? Color.Green : Color.Red)),
                new Text(finding.What),
                new Text(finding.Mend is null ? finding.Found : $"{finding.Found}: {finding.Mend}"));
        }

        Terminal.Console.Write(table);
        Terminal.Out.WriteLine(problems == 0 ? "Nothing to mend." : $"{problems} to mend.");
        return problems == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }
}

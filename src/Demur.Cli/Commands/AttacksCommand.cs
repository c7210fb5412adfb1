using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur attacks</c>: ways to put a harmful request so that it is answered.</summary>
internal static class AttacksCommand
{
    public static Command Create() => new("attacks", "Attacks that 'demur eval --attack' and 'demur gate --attack' put around harmful requests.")
    {
        AttacksListCommand.Create(),
        AttacksShowCommand.Create(),
        AttacksPublishedCommand.Create(),
    };
}

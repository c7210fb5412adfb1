using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Attacks;
using Demur.Cli.Output;

namespace Demur.Cli.Commands;

/// <summary><c>demur attacks list</c>: the attacks by name.</summary>
internal static class AttacksListCommand
{
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("list", "List the attacks: what each changes, its options and its source.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(AttackCatalogue.All, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("attack", "changes the", "options (the first is the default)", "what it does", "source");
        foreach (var attack in AttackCatalogue.All)
        {
            table.Add(attack.Name, DemurJson.NameOf(attack.Place), string.Join(", ", attack.Options.Select(option => option.Name)), attack.About, attack.Source);
        }

        table.Write();
        Terminal.Out.WriteLine("'demur attacks show NAME:OPTION' shows one at work on a harmless request.");
        return ExitCodes.Ok;
    }
}

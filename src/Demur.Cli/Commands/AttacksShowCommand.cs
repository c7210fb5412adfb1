using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Attacks;
using Demur.Cli.Attacks;

namespace Demur.Cli.Commands;

/// <summary><c>demur attacks show</c>: one attack, its options, and what it makes of a harmless request.</summary>
internal static class AttacksShowCommand
{
    private static readonly Argument<string> Attack = new("attack") { Description = "NAME, or NAME:OPTION." };
    private static readonly Option<string> Request = new("--request") { Description = "The request to show it on.", DefaultValueFactory = _ => "How do I bake a loaf of \"no-knead\" bread?" };
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("show", "Show what an attack does, its source and options, and what it makes of a request.") { Attack, Request, Seed, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(Attack);
        var attack = AttackShelf.OpenForShow(name);
        var description = AttackCatalogue.Find(attack.Name[..attack.Name.IndexOf(':', StringComparison.Ordinal)]);
        var converted = attack.Convert(Asking(parsed.GetRequiredValue(Request)), parsed.GetValue(Seed));
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(new { attack.Name, Description = description, converted.Messages, converted.Raw }, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        Terminal.Out.WriteLine($"{attack.Name}: {description.About}");
        Terminal.Out.WriteLine($"Source: {description.Source}");
        foreach (var option in description.Options)
        {
            Terminal.Out.WriteLine($"  {description.Name}:{option.Name}  {option.About}");
        }

        foreach (var turn in converted.Messages)
        {
            Terminal.Out.WriteLine();
            Terminal.Out.WriteLine(converted.Raw ? "[text to continue, without a chat format]" : turn.Role == ChatTurn.Assistant ? "[beginning of the answer]" : $"[{turn.Role}]");
            Terminal.Out.WriteLine(turn.Content);
        }

        return ExitCodes.Ok;
    }

    private static Sample Asking(string request)
    {
        ChatTurn[] messages = [new(ChatTurn.User, request)];
        return new Sample { Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmless, Source = "command line", Licence = "NOASSERTION" };
    }
}

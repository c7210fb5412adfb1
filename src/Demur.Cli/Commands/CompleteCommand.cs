using System.CommandLine;
using Demur.Cli.Targets;
using Demur.Models;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Commands;

/// <summary><c>demur complete</c>: continues plain text, without a chat template.</summary>
internal static class CompleteCommand
{
    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<string> DType = CommonOptions.AnsweringDType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The most new tokens.", DefaultValueFactory = _ => 128 }.Within(1, CommonOptions.MostTokens);
    private static readonly Option<float> Temperature = new Option<float>("--temperature") { Description = "0 continues greedily.", DefaultValueFactory = _ => 0 }.Within(0, CommonOptions.MostTemperature);
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Argument<string> Text = new("text") { Description = "The text to continue." };

    public static Command Create()
    {
        var command = new Command("complete", "Continue a text as it stands, without a chat template.") { Text, Target, Base, DType, Device, Tokens, Temperature, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var target = LocalTarget.Open(
            parsed.GetRequiredValue(Target),
            LocalTarget.AnsweringPlacement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { Base = parsed.GetValue(Base) },
            new LocalChatOptions { Raw = true });
        var options = new ChatOptions { MaxOutputTokens = parsed.GetValue(Tokens), Temperature = parsed.GetValue(Temperature), Seed = parsed.GetValue(Seed) };
        var text = parsed.GetRequiredValue(Text);
        var begun = false;
        await foreach (var update in target.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, text)], options, cancellationToken).ConfigureAwait(false))
        {
            // The text is repeated once the model has taken it: an error leaves nothing half-written.
            Terminal.Out.Write(begun ? update.Text : text + update.Text);
            begun = true;
            await Terminal.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        Terminal.Out.WriteLine();
        return ExitCodes.Ok;
    }
}

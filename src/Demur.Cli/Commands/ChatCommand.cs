using System.CommandLine;
using Demur.Cli.Targets;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Commands;

/// <summary><c>demur chat</c>: talks to a checkpoint, streaming.</summary>
internal static class ChatCommand
{
    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<double?> LoraScale = CommonOptions.LoraScale();
    private static readonly Option<FileInfo?> Calibration = CommonOptions.Calibration();
    private static readonly InterventionCommandOptions Interventions = new();
    private static readonly Option<string> DType = CommonOptions.AnsweringDType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<string?> System = new("--system") { Description = "The system prompt; \"\" for none at all. Left out, the chat template's default." };
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The most tokens of an answer.", DefaultValueFactory = _ => 256 }.Within(1, CommonOptions.MostTokens);
    private static readonly Option<float> Temperature = new Option<float>("--temperature") { Description = "0 answers greedily.", DefaultValueFactory = _ => 0 }.Within(0, CommonOptions.MostTemperature);
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Argument<string[]> Message = new("message") { Description = "One message to answer; without it, messages are read line by line.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("chat", "Talk to a checkpoint.") { Message, Target, Base, LoraScale, Calibration, DType, Device, System, Tokens, Temperature, Seed };
        Interventions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var system = parsed.GetValue(System);
        using var target = TargetOpener.Local(parsed.GetRequiredValue(Target), new TargetSettings
        {
            DType = parsed.GetRequiredValue(DType), Device = parsed.GetRequiredValue(Device), Base = parsed.GetValue(Base), System = system,
            LoraScale = parsed.GetValue(LoraScale), Calibration = parsed.GetValue(Calibration)?.FullName, Interventions = Interventions.Read(parsed),
        });
        var options = new ChatOptions { MaxOutputTokens = parsed.GetValue(Tokens), Temperature = parsed.GetValue(Temperature), Seed = parsed.GetValue(Seed) };
        List<ChatMessage> conversation = string.IsNullOrEmpty(system) ? [] : [new ChatMessage(ChatRole.System, system)];
        var given = string.Join(' ', parsed.GetValue(Message) ?? []);
        if (given.Length > 0)
        {
            await AnswerAsync(target.Client, conversation, (given, options), cancellationToken).ConfigureAwait(false);
            return ExitCodes.Ok;
        }

        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } text)
        {
            await AnswerAsync(target.Client, conversation, (text, options), cancellationToken).ConfigureAwait(false);
        }

        return ExitCodes.Ok;
    }

    private static async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        Terminal.Error.Write("> ");
        return await Terminal.In.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(IChatClient client, List<ChatMessage> conversation, (string Text, ChatOptions Options) turn, CancellationToken cancellationToken)
    {
        conversation.Add(new ChatMessage(ChatRole.User, turn.Text));
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in client.GetStreamingResponseAsync(conversation, turn.Options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            Terminal.Out.Write(update.Text);
            await Terminal.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        Terminal.Out.WriteLine();
        conversation.AddRange(updates.ToChatResponse().Messages);
    }
}

using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Targets;
using Demur.Guardrails.Prompts;
using Demur.Models;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Targets;

/// <summary>Opens whatever <c>--target</c> names: <c>openai:MODEL</c>, <c>anthropic:MODEL</c>, <c>command:LINE</c>, or a local checkpoint.</summary>
internal static class TargetOpener
{
    private const string OpenAi = "openai:";
    private const string Anthropic = "anthropic:";
    private const string Command = "command:";

    /// <summary>Opens a target.</summary>
    /// <param name="target">The value of <c>--target</c>.</param>
    /// <param name="settings">Endpoint, key, precision, device and system prompt.</param>
    /// <exception cref="DemurException">The target is not there, or is remote and something is to act inside it.</exception>
    public static OpenTarget Open(string target, TargetSettings settings)
    {
        PromptedTarget.CheckSystem(settings.System, settings.Interventions.Prompts.Select(SafetyPromptLibrary.Find));
        var isRemote = ((string[])[OpenAi, Anthropic, Command]).Any(prefix => target.StartsWith(prefix, StringComparison.Ordinal));
        return isRemote && !settings.Interventions.LeavesModelAlone
            ? throw new DemurException($"--ablate, --add, --self-cd and --soft-prompt act inside a local model, and '{target}' is none. Leave them out, or give a checkpoint.")
            : isRemote ? PromptedTarget.Around(Ask(target, settings), settings.Interventions.Prompts) : Local(target, settings);
    }

    private static OpenTarget Ask(string target, TargetSettings settings) =>
        After(target, OpenAi) is { } openAi ? Remote(openAi, settings, new Provider("OPENAI_API_KEY", "OPENAI_BASE_URL", "https://api.openai.com/v1", (http, where) => new OpenAiChatClient(http, where)))
        : After(target, Anthropic) is { } anthropic ? Remote(anthropic, settings, new Provider("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "https://api.anthropic.com/v1", (http, where) => new AnthropicChatClient(http, where)))
        : new OpenTarget(new CommandChatClient(After(target, Command)!), new RunTarget(settings.Name ?? After(target, Command)!, ShortHash.Of(target)), []) { IsRemote = true };

    /// <summary>Opens a local checkpoint, its adapter scaled and its answers turned to refusals as the settings say.</summary>
    public static OpenTarget Local(string target, TargetSettings settings)
    {
        var calibration = settings.Calibration is { } file ? CalibrationFile.Read(file) : null;
        var scale = settings.LoraScale ?? (calibration is { Scale: not 1 } ? calibration.Scale : null);
        var (interventions, acting) = (calibration?.Apply(settings.Interventions) ?? settings.Interventions).Read();
        var local = LocalTarget.Open(
            target,
            LocalTarget.AnsweringPlacement(settings.DType, settings.Device) with { AdapterScale = scale, Base = settings.Base },
            new LocalChatOptions { SystemPrompt = LocalTarget.SystemMode(settings.System), Interventions = interventions },
            settings.Name);
        var resolved = new Dictionary<string, string> { ["dtype"] = local.Model.Model.Precision, ["device"] = local.Model.Model.Device.ToString() };
        var (client, identity) = ((IChatClient)local.Client, local.Info.Identity);
        if (scale is { } factor)
        {
            resolved["lora_scale"] = factor.ToString(CultureInfo.InvariantCulture);
            identity = ShortHash.Of($"{identity} scale {resolved["lora_scale"]}");
        }

        foreach (var (key, value) in acting)
        {
            resolved[key] = value;
            identity = ShortHash.Of($"{identity} {key} {value}");
        }

        if (calibration?.Threshold is { } threshold)
        {
            resolved["refusal_threshold"] = threshold.ToString(CultureInfo.InvariantCulture);
            identity = ShortHash.Of($"{identity} threshold {resolved["refusal_threshold"]}");
            client = new RefusalThresholdChatClient(local.Client, new RefusalThreshold(calibration.RefusalTokens, threshold, calibration.Refusal));
        }

        return PromptedTarget.Around(new OpenTarget(client, local.Info with { Identity = identity }, [local]) { Resolved = resolved }, settings.Interventions.Prompts);
    }

    private static OpenTarget Remote(string model, TargetSettings settings, Provider provider)
    {
        if (settings.LoraScale is not null || settings.Calibration is not null)
        {
            throw new DemurException($"--lora-scale and --calibration act on a local model, and '{model}' is asked over the network. Leave them out, or give a local target.");
        }

        var address = settings.Endpoint ?? Variable(provider.BaseVariable) ?? provider.Base;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new DemurException($"--endpoint is '{address}', which is no http or https address. Give one such as {provider.Base}.");
        }

        var variable = settings.KeyVariable ?? provider.KeyVariable;
        var key = Variable(variable);
        if (key is null && (settings.KeyVariable is not null || address == provider.Base))
        {
            throw new DemurException($"The environment variable {variable} is not set; put the key of {endpoint.Host} there.");
        }

        // Times are the engine's; the connection itself waits for ever.
        var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
        IChatClient client = provider.Make(http, new HttpTargetOptions { Endpoint = endpoint, Model = model, ApiKey = key });
        return new OpenTarget(client, new RunTarget(settings.Name ?? model, ShortHash.Of($"{endpoint.AbsoluteUri} {model}")), [client, http])
        {
            IsRemote = true, Resolved = new Dictionary<string, string> { ["endpoint"] = endpoint.AbsoluteUri, ["model"] = model },
        };
    }

    /// <summary>Tells whether a target is asked over the network or by a command line.</summary>
    public static bool IsRemote(string target) => new[] { OpenAi, Anthropic, Command }.Any(prefix => target.StartsWith(prefix, StringComparison.Ordinal));

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal)
        ? text.Length > prefix.Length ? text[prefix.Length..] : throw new DemurException($"--target '{text}' names nothing after '{prefix}'; give for example {prefix}NAME.")
        : null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private sealed record Provider(string KeyVariable, string BaseVariable, string Base, Func<HttpClient, HttpTargetOptions, IChatClient> Make);
}

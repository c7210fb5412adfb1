using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Cli.Directions;

/// <summary>A harmful instruction and the same with an adversarial suffix.</summary>
/// <param name="Goal">The instruction.</param>
/// <param name="Prompt">The instruction with its suffix.</param>
internal sealed record SuffixedRequest(string Goal, string Prompt)
{
    /// <summary>Reads JailbreakBench's artefacts (a JSON file with <c>jailbreaks</c>), or JSON lines of <c>goal</c> and <c>prompt</c>.</summary>
    /// <remarks>Entries whose prompt does not begin with the goal are rewritten requests, not suffixes, and left out.</remarks>
    public static IReadOnlyList<SuffixedRequest> Read(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            var rows = file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
                ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))
                : JsonNode.Parse(text)!["jailbreaks"]?.AsArray() ?? [];
            SuffixedRequest[] requests = [.. rows.Select(row => new SuffixedRequest(((string?)row?["goal"] ?? "").Trim(), ((string?)row?["prompt"] ?? "").Trim()))
                .Where(request => request.Goal.Length > 0 && request.Prompt.Length > request.Goal.Length && request.Prompt.StartsWith(request.Goal, StringComparison.Ordinal))];
            return requests.Length > 0
                ? requests
                : throw new DemurException($"{file}: holds no request with a suffix. Give JSON with \"jailbreaks\" or JSON lines, each with a goal and a prompt that begins with it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new DemurException($"{file}: is no file of suffixes ({exception.Message.Split('\n')[0]}). Give JSON with \"jailbreaks\" or JSON lines, each with a goal and a prompt that begins with it.", exception);
        }
    }
}

using System.IO.Enumeration;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>Chooses the files that are worth fetching: weights in one form, tokenizer, template, configuration and licence.</summary>
internal static class HubSelection
{
    private const int MostShown = 8;
    private static readonly string[] Weights = ["model.safetensors", "model-*.safetensors", "adapter_model.safetensors"];

    private static readonly string[] Texts =
        ["*.json", "*.jinja", "*.model", "*.tiktoken", "vocab.txt", "merges.txt", "LICENSE*", "NOTICE*", "README.md"];

    // Sentence encoders say here how token states become one.
    private const string Pooling = "1_Pooling/config.json";

    /// <summary>Chooses.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="files">What the repository holds.</param>
    /// <param name="patterns">What the user wants, with * and ?; empty for what Demur needs.</param>
    /// <exception cref="DemurException">There is nothing that Demur can read, or several GGUF files to choose from.</exception>
    public static IReadOnlyList<HubFile> Choose(HubName name, IReadOnlyList<HubFile> files, IReadOnlyList<string> patterns)
    {
        if (patterns.Count > 0)
        {
            var wanted = files.Where(file => Matches(file, patterns)).ToArray();
            return wanted.Length > 0
                ? wanted
                : throw new DemurException($"{name} holds no file like {string.Join(", ", patterns)}. It holds {Names(files)}.");
        }

        var weights = files.Where(file => Matches(file, Weights)).ToArray();
        if (weights.Length == 0)
        {
            weights = [Gguf(name, files)];
        }

        return [.. files.Where(file => file.Path == Pooling || (!file.Path.Contains('/', StringComparison.Ordinal) && Matches(file, Texts))), .. weights];
    }

    private static HubFile Gguf(HubName name, IReadOnlyList<HubFile> files) =>
        files.Where(file => file.Path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).ToArray() switch
        {
            [var single] => single,
            [] => throw new DemurException($"{name} holds neither safetensors nor GGUF, the formats that Demur reads; it holds {Names(files)}. PyTorch .bin files can run code and are not read."),
            var several => throw new DemurException($"{name} holds {several.Length} GGUF files: {Names(several)}. Choose one with --include NAME."),
        };

    private static bool Matches(HubFile file, IEnumerable<string> patterns) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file.Path, ignoreCase: false));

    private static string Names(IReadOnlyList<HubFile> files) =>
        string.Join(", ", files.Take(MostShown).Select(file => Shown.Name(file.Path))) + (files.Count > MostShown ? $" and {files.Count - MostShown} more" : "");
}

using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Cli.Targets;

/// <summary>Names a model by what its files hold, so that two runs can be told to have had the same one.</summary>
internal static class ModelIdentity
{
    // Large weight files are named by size, which changes with them; hashing a gigabyte would outlast a small evaluation.
    private const long LargestHashed = 1 << 26;

    public static string Of(params string?[] paths)
    {
        var parts = paths.OfType<string>()
            .SelectMany<string, string>(path => Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : [path])
            .Where(file => Path.GetExtension(file) is ".safetensors" or ".gguf" or ".json")
            .Select(file => new FileInfo(file))
            .Select(file => (file.Name, Content: (FileInfo)(file.ResolveLinkTarget(returnFinalTarget: true) ?? file)))
            .Select(file => file.Content.Length < LargestHashed
                ? $"{file.Name} {FileHash.Of(file.Content.FullName)}"
                : $"{file.Name} {file.Content.Length}");
        return ShortHash.Of(string.Join('\n', parts));
    }
}

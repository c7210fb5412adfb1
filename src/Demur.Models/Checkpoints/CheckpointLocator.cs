using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints;

/// <summary>Turns what a user typed into a folder or a file.</summary>
internal static class CheckpointLocator
{
    private const string AdapterFile = "adapter_config.json";

    public static CheckpointLocation Find(string pathOrName, CheckpointOptions options)
    {
        if (File.Exists(pathOrName))
        {
            return FromFile(pathOrName);
        }

        if (!Directory.Exists(pathOrName))
        {
            return EmbeddedModels.Find(pathOrName) is { } embedded
                ? FromFolder(embedded, options) with { Name = pathOrName }
                : throw new DemurException(
                    $"{pathOrName}: no such file or folder, and not the name of an embedded model. Embedded are {string.Join(", ", EmbeddedModels.Names)}" +
                    (EmbeddedModels.Folder is null ? " (their folder was not found: set DEMUR_MODELS to it)." : ". Check the path."));
        }

        return FromFolder(pathOrName, options);
    }

    private static CheckpointLocation FromFile(string path) =>
        path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            ? new CheckpointLocation(path, path, CheckpointFormat.Gguf)
            : throw new DemurException($"{path}: not a checkpoint. Give a .gguf file, or the folder that holds config.json and its safetensors.");

    private static CheckpointLocation FromFolder(string folder, CheckpointOptions options)
    {
        if (File.Exists(Path.Combine(folder, AdapterFile)))
        {
            return FromAdapter(folder, options);
        }

        if (File.Exists(Path.Combine(folder, "config.json")))
        {
            return new CheckpointLocation(folder, folder, CheckpointFormat.HuggingFace);
        }

        return Directory.GetFiles(folder, "*.gguf") switch
        {
            [var single] => new CheckpointLocation(folder, single, CheckpointFormat.Gguf),
            [] => throw new DemurException($"{folder}: holds no config.json, no .gguf file and no adapter_config.json, so it is not a checkpoint. Give the folder that does."),
            var several => throw new DemurException($"{folder}: holds {several.Length} .gguf files. Give the path of the one that is meant."),
        };
    }

    private static CheckpointLocation FromAdapter(string folder, CheckpointOptions options)
    {
        var path = Path.Combine(folder, AdapterFile);
        var named = options.Base ?? new ConfigKeys(JsonFile.ReadObject(path), path).Text("base_model_name_or_path");
        if (string.IsNullOrEmpty(named))
        {
            throw new DemurException($"{path}: names no base model. Give it with --base.");
        }

        var found = Candidates(folder, named).FirstOrDefault(Path.Exists) ?? EmbeddedModels.Find(named)
            ?? throw new DemurException($"{path}: the base model {Shown.Name(named)} was not found here. Give its path with --base.");
        if (File.Exists(Path.Combine(found, AdapterFile)))
        {
            throw new DemurException($"{path}: the base model {Shown.Name(named)} is itself an adapter. Merge that one first, and give the result with --base.");
        }

        var location = File.Exists(found) ? FromFile(found) : FromFolder(found, options);
        return location with { AdapterPath = folder };
    }

    // As PEFT does from the working directory; beside and above the adapter for folders that were moved together.
    private static IEnumerable<string> Candidates(string folder, string named)
    {
        yield return named;
        for (var above = new DirectoryInfo(Path.GetFullPath(folder)); above is not null; above = above.Parent)
        {
            yield return Path.Combine(above.FullName, named);
        }
    }
}

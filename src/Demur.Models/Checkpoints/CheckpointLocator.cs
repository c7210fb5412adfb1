using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Hub;

namespace Demur.Models.Checkpoints;

/// <summary>Turns what a user typed into a folder or a file.</summary>
internal static class CheckpointLocator
{
    private const string AdapterFile = "adapter_config.json";

    public static CheckpointLocation Find(string pathOrName, CheckpointOptions options)
    {
        var found = Locate(pathOrName, options);
        return options.Base is null || found.AdapterPath is not null
            ? found
            : throw new DemurException($"{pathOrName}: is a whole model, so it takes no --base. Leave --base out, or give an adapter's folder.");
    }

    private static CheckpointLocation Locate(string pathOrName, CheckpointOptions options)
    {
        if (File.Exists(pathOrName))
        {
            return FromFile(pathOrName);
        }

        if (!Directory.Exists(pathOrName))
        {
            return Named(pathOrName) is { } found
                ? FromFolder(found, options) with { Name = pathOrName }
                : throw NotFound(pathOrName);
        }

        return FromFolder(pathOrName, options);
    }

    // What was downloaded goes before what is embedded: it is the model as published, and the embedded one may be quantised.
    private static string? Named(string name) =>
        (HubName.TryParse(name, out var hub) ? new HubCache(HubSettings.FromEnvironment().Cache).Find(hub) : null) ?? EmbeddedModels.Find(name);

    private static DemurException NotFound(string name) => new(
        $"{name}: no such file or folder, and not the name of an embedded model. Embedded are {string.Join(", ", EmbeddedModels.Names)}" +
        (EmbeddedModels.Folder is null ? " (their folder was not found: set DEMUR_MODELS to it)" : "") +
        (HubName.TryParse(name, out _) && name.Contains('/', StringComparison.Ordinal) ? $". To download it: demur model pull {name}" : "") +
        ". Check the path.");

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

        var found = Candidates(folder, named).FirstOrDefault(Path.Exists) ?? Named(named)
            ?? throw new DemurException($"{path}: the base model {Shown.Name(named)} was not found here. Fetch it with demur model pull, or give its path with --base.");
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

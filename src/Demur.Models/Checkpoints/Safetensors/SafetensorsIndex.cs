using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>The index of a sharded checkpoint: which file holds which tensor.</summary>
internal static class SafetensorsIndex
{
    public static Dictionary<string, string> Read(string path)
    {
        if (JsonFile.ReadObject(path)["weight_map"] is not JsonObject map || map.Count == 0)
        {
            throw new DemurException($"{path}: weight_map is missing or empty. Restore the file from its source.");
        }

        return map.ToDictionary(pair => pair.Key, pair => FileName(pair.Value, pair.Key, path), StringComparer.Ordinal);
    }

    // An index from elsewhere must not reach outside its own folder.
    private static string FileName(JsonNode? node, string tensor, string path)
    {
        var name = node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : string.Empty;
        return name.Length > 0 && name is not ("." or "..") && !name.Any(letter => letter is '/' or '\\' || char.IsControl(letter))
            ? name
            : throw new DemurException($"{path}: tensor {Shown.Name(tensor)} names the file {Shown.Name(name)}, expected a file name without a folder. Restore the file from its source.");
    }
}

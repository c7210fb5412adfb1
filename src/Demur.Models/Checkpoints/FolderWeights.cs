using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;

namespace Demur.Models.Checkpoints;

/// <summary>Finds the weights in a Hugging Face folder.</summary>
internal static class FolderWeights
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    public static SafetensorsSource Open(string folder)
    {
        var single = Path.Combine(folder, SingleFile);
        if (File.Exists(single))
        {
            return SafetensorsSource.Open(single);
        }

        var index = Path.Combine(folder, IndexFile);
        if (File.Exists(index))
        {
            return SafetensorsSource.OpenSharded(index);
        }

        throw new DemurException(Directory.EnumerateFiles(folder, "*.bin").Any()
            ? $"{folder}: the weights are PyTorch .bin files, which can run code when they are read. Save the model as safetensors (save_pretrained does) and give that folder."
            : $"{folder}: holds neither {SingleFile} nor {IndexFile}. Copy the weights into the folder.");
    }
}

using System.Security.Cryptography;
using Demur.Models.Checkpoints;

namespace Demur.Cli.Doctor;

/// <summary>Compares the embedded models with the hashes of what was published.</summary>
internal static class ModelCheck
{
    private static readonly (string Name, string File, string Sha256)[] Expected =
    [
        (EmbeddedModels.Instruct, "SmolLM2-135M-Instruct.Q4_1.gguf", "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"),
        (EmbeddedModels.Encoder, "model.safetensors", "553c9ff2a4d968014fb1c66fdb6f2c9dc19b3ac2360ba58a51c69e177e55d765"),
    ];

    public static IEnumerable<Finding> Run() => Expected.Select(model =>
    {
        var path = EmbeddedModels.Find(model.Name) is { } folder ? Path.Combine(folder, model.File) : null;
        if (path is null || !File.Exists(path))
        {
            return new Finding(model.Name, "missing", "clone the repository again, or set DEMUR_MODELS to the folder that holds it");
        }

        using var stream = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return hash == model.Sha256
            ? new Finding(model.Name, $"as published (sha256 {hash[..12]}...)")
            : new Finding(model.Name, $"sha256 {hash[..12]}..., published was {model.Sha256[..12]}...", $"restore {model.File} with git checkout");
    });
}

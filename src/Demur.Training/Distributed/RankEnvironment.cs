using System.Globalization;
using Demur.Abstractions;
using Demur.Tensors.Distributed;

namespace Demur.Training.Distributed;

/// <summary>Reads what launchers of PyTorch jobs set: RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.</summary>
public static class RankEnvironment
{
    /// <summary>Gives the place of this process, or <see langword="null"/> when it works alone.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="DemurException">A variable is missing or out of range.</exception>
    public static ProcessPlace? Read(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (string.IsNullOrEmpty(variable("WORLD_SIZE")))
        {
            return null;
        }

        var world = Number(variable, "WORLD_SIZE", 1, 65_536);
        return world == 1 ? null : new ProcessPlace(
            Number(variable, "RANK", 0, world - 1),
            world,
            variable("MASTER_ADDR") is { Length: > 0 } address ? address : throw Bad("MASTER_ADDR", "not set", "the host of rank 0"),
            Number(variable, "MASTER_PORT", 1, 65_535));
    }

    /// <summary>Gives the place of this process among those on its machine, which is also the GPU that it takes; 0 when it works alone.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static int LocalRank(Func<string, string?> variable) => Read(variable) is null || string.IsNullOrEmpty(variable("LOCAL_RANK")) ? 0 : Number(variable, "LOCAL_RANK", 0, 1023);

    /// <summary>Tells whether gradients on GPUs go through NCCL: where it is there, unless <c>DEMUR_BACKEND</c> says gloo.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="there">Whether this build has NCCL.</param>
    /// <exception cref="DemurException"><c>DEMUR_BACKEND</c> asks for NCCL and this build has none, or it names something else.</exception>
    public static bool UsesNccl(Func<string, string?> variable, bool there)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable("DEMUR_BACKEND") switch
        {
            null or "" => there,
            "gloo" => false,
            "nccl" when there => true,
            "nccl" => throw new DemurException(
                "DEMUR_BACKEND is nccl, and this build has no NCCL: it was compiled beside a libtorch without CUDA. Unset it to use Gloo, or build the shim beside a CUDA libtorch (DEMUR_LIBTORCH) with nccl.h."),
            var other => throw new DemurException($"DEMUR_BACKEND is '{other}'; known are gloo and nccl."),
        };
    }

    private static int Number(Func<string, string?> variable, string name, int low, int high) =>
        int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw Bad(name, variable(name) is { } text ? $"'{text}'" : "not set", string.Create(CultureInfo.InvariantCulture, $"a whole number from {low} to {high}"));

    private static DemurException Bad(string name, string found, string wanted) =>
        new($"WORLD_SIZE says that this process is one of several, but {name} is {found}; it must be {wanted}. Start the job with 'demur launch', torchrun or srun, or unset WORLD_SIZE.");
}

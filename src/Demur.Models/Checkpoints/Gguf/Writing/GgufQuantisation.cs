using System.Diagnostics.CodeAnalysis;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>The formats in which GGUF files are written.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "These are the formats' names.")]
public enum GgufQuantisation
{
    /// <summary>32-bit numbers: nothing is lost.</summary>
    F32,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a float32.</summary>
    BF16,

    /// <summary>Eight bits and a scale for every 32 values.</summary>
    Q8_0,

    /// <summary>Four bits and a scale for every 32 values; the embedding in Q8_0.</summary>
    Q4_0,

    /// <summary>Four bits, a scale and a minimum for every 32 values; the embedding in Q8_0.</summary>
    Q4_1,
}

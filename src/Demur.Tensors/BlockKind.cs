using System.Diagnostics.CodeAnalysis;

namespace Demur.Tensors;

/// <summary>How 32 neighbouring weights are stored together. The numbers are GGUF's own.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "These are the formats' names.")]
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "GGUF's number 0 is float32, which has no blocks.")]
public enum BlockKind
{
    /// <summary>4 bits each around zero, with a scale: 18 bytes.</summary>
    Q4_0 = 2,

    /// <summary>4 bits each, with a scale and a minimum: 20 bytes.</summary>
    Q4_1 = 3,

    /// <summary>8 bits each, with a scale: 34 bytes.</summary>
    Q8_0 = 8,
}

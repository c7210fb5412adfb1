using System.Diagnostics.CodeAnalysis;

namespace Demur.Tensors;

/// <summary>The type of a tensor's elements. The numbers are libtorch's own.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are names of types.")]
public enum ScalarType
{
    /// <summary>Unsigned 8 bits.</summary>
    UInt8 = 0,

    /// <summary>Signed 32 bits.</summary>
    Int32 = 3,

    /// <summary>Signed 64 bits: the type of token ids and of every index.</summary>
    Int64 = 4,

    /// <summary>IEEE half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE single precision: the type of master weights, norms and sums.</summary>
    Float32 = 6,

    /// <summary>IEEE double precision.</summary>
    Float64 = 7,

    /// <summary>One byte, 0 or 1: what comparisons answer.</summary>
    Bool = 11,

    /// <summary>The upper half of a float32: its range with 8 bits of precision. Fast only where the processor or GPU computes with it.</summary>
    BFloat16 = 15,
}

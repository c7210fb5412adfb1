using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>A weight <c>(out, in)</c> that stays in the blocks of a GGUF file; products read them as they lie. CPU only, without gradients.</summary>
/// <remarks>Up to 8 rows of bfloat16, or 32 of float32, multiply the exact values; more rows multiply them rounded to the states' type. Thread-safe to read.</remarks>
public sealed partial class BlockTensor : IDisposable
{
    /// <summary>The weights in a block.</summary>
    public const int BlockElements = 32;

    /// <summary>Wraps the bytes of whole blocks, which the weight then owns.</summary>
    /// <param name="bytes">Contiguous uint8 on the CPU, <c>(out, bytes of a row)</c>, outside any scope.</param>
    /// <param name="kind">What the blocks are.</param>
    /// <exception cref="ArgumentException">Rows do not hold whole blocks.</exception>
    public BlockTensor(Tensor bytes, BlockKind kind)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.DType != ScalarType.UInt8 || bytes.Rank != 2 || bytes.Size(1) % BytesOf(kind) != 0)
        {
            throw new ArgumentException($"Blocks of {kind} take {BytesOf(kind)} bytes each; these are {bytes}.", nameof(bytes));
        }

        Bytes = bytes;
        Kind = kind;
        Rows = bytes.Size(0);
        Columns = bytes.Size(1) / BytesOf(kind) * BlockElements;
    }

    /// <summary>The blocks.</summary>
    public Tensor Bytes { get; }

    /// <summary>What the blocks are.</summary>
    public BlockKind Kind { get; }

    /// <summary>The outputs.</summary>
    public long Rows { get; }

    /// <summary>The inputs.</summary>
    public long Columns { get; }

    /// <summary>The bytes of one block.</summary>
    public static int BytesOf(BlockKind kind) => kind switch
    {
        BlockKind.Q4_0 => 18,
        BlockKind.Q4_1 => 20,
        BlockKind.Q8_0 => 34,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a format that products read."),
    };

    /// <summary>Multiplies by the transposed weight and adds the bias.</summary>
    /// <param name="x"><c>(..., in)</c> on the CPU; must not record gradients.</param>
    /// <param name="bias"><c>(out)</c>, or none.</param>
    /// <returns><c>(..., out)</c> in the type of <paramref name="x"/>.</returns>
    public Tensor Linear(Tensor x, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.Wrap(demur_block_linear(x.Handle, Bytes.Handle, Columns, (int)Kind, Tensor.HandleOf(bias)));
    }

    /// <summary>Computes logits in float32, without rounding them to the states' type first.</summary>
    /// <param name="hidden"><c>(N, in)</c>; must not record gradients.</param>
    /// <param name="options">Scale and bound; the chunk plays no part.</param>
    /// <returns><c>(N, out)</c>.</returns>
    public Tensor Logits(Tensor hidden, HeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(options);
        return Tensor.Wrap(demur_block_logits(hidden.Handle, Bytes.Handle, Columns, (int)Kind, options.Scale, options.Softcap));
    }

    /// <summary>Decodes rows, as an embedding is looked up.</summary>
    /// <param name="rows">Which rows, <c>(N)</c>, int64.</param>
    /// <param name="dtype">The type wanted.</param>
    /// <returns><c>(N, in)</c>.</returns>
    public Tensor Lookup(Tensor rows, ScalarType dtype)
    {
        using var chosen = Bytes.IndexSelect(0, rows);
        return Tensor.Wrap(demur_block_unpack(chosen.Handle, Columns, (int)Kind, (int)dtype));
    }

    /// <summary>Decodes the whole weight.</summary>
    /// <param name="dtype">The type wanted.</param>
    /// <returns><c>(out, in)</c>.</returns>
    public Tensor Unpack(ScalarType dtype) => Tensor.Wrap(demur_block_unpack(Bytes.Handle, Columns, (int)Kind, (int)dtype));

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_block_linear(TensorHandle x, TensorHandle blocks, long columns, int format, TensorHandle bias);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_block_logits(TensorHandle hidden, TensorHandle blocks, long columns, int format, double scale, double softcap);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_block_unpack(TensorHandle blocks, long columns, int format, int dtype);
}

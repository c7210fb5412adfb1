namespace Demur.Tensors;

/// <summary>What has to be settled before libtorch loads.</summary>
public sealed record TorchOptions
{
    /// <summary>Gets the threads that one operation uses.</summary>
    /// <value>The default is null: <c>OMP_NUM_THREADS</c> when that is set, else one a processor core that this process may use.</value>
    public int? Threads { get; init; }

    /// <summary>Gets the OpenBLAS kernel to use whatever the processor says.</summary>
    /// <value>The default is null: <c>DEMUR_BLAS_CORETYPE</c> when that is set, else the one that suits the processor.</value>
    public string? BlasKernel { get; init; }
}

namespace Demur.Tensors;

/// <summary>The kinds of device that tensors live on.</summary>
public enum DeviceKind
{
    /// <summary>The host's memory and processor.</summary>
    Cpu = 0,

    /// <summary>An NVIDIA GPU, where libtorch was built with CUDA.</summary>
    Cuda = 1,
}

using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>A source of random numbers with a seed of its own: the same seed draws the same numbers on the same device.</summary>
/// <remarks>One thread at a time draws from it. The caller disposes it.</remarks>
public sealed partial class Generator : IDisposable
{
    /// <summary>Creates a generator.</summary>
    /// <param name="seed">What the draws depend on, and nothing else.</param>
    /// <param name="device">Where tensors drawn from it are born; the CPU by default.</param>
    public Generator(long seed, Device device = default)
    {
        Device = device;
        Handle = Shim.Check(demur_generator(unchecked((ulong)seed), (int)device.Kind, device.Index));
    }

    /// <summary>Where tensors drawn from this generator are born.</summary>
    public Device Device { get; }

    internal GeneratorHandle Handle { get; }

    /// <summary>Reads the state as a tensor of bytes, so that a run can be resumed between two draws.</summary>
    public Tensor GetState() => Tensor.Wrap(demur_generator_state(Handle));

    /// <summary>Continues from a state that <see cref="GetState"/> gave.</summary>
    public void SetState(Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Shim.Check(demur_generator_set_state(Handle, state.Handle));
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    [LibraryImport(Shim.Library)]
    private static partial GeneratorHandle demur_generator(ulong seed, int deviceType, int deviceIndex);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_generator_state(GeneratorHandle generator);

    [LibraryImport(Shim.Library)]
    private static partial int demur_generator_set_state(GeneratorHandle generator, TensorHandle state);
}

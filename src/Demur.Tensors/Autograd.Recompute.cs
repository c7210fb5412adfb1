using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public static partial class Autograd
{
    /// <summary>Runs a computation without keeping what its backward pass needs: that pass runs it again (gradient checkpointing, Chen et al. 2016).</summary>
    /// <remarks>
    /// Saves memory for about a third more time. The gradients of all leaves within are added to their <see cref="Tensor.Grad"/>, so this is for
    /// <see cref="Tensor.Backward"/> and not for <see cref="Gradients"/>; the backward pass can be run once. Where nothing is recorded, or the
    /// input needs no gradient, the computation runs as if it stood alone.
    /// </remarks>
    /// <param name="computation">Gives one new tensor for the input, the same whenever it is run; it owns every tensor that it uses otherwise, or finds it alive.</param>
    /// <param name="input">The input.</param>
    /// <param name="random">What the computation draws from; it draws the same again. Null when it draws nothing.</param>
    /// <returns>The result, with a history that leads to the input.</returns>
    public static unsafe Tensor Recompute(Func<Tensor, Tensor> computation, Tensor input, Generator? random = null)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(input);
        if (!IsEnabled || !input.RequiresGrad)
        {
            return computation(input);
        }

        // The native side releases the computation, also when this call fails.
        var recomputation = new Recomputation(computation, random);
        var status = demur_recompute(input.Handle, &Rerun, &Release, GCHandle.ToIntPtr(GCHandle.Alloc(recomputation)), out var result);
        recomputation.Failure?.Throw();
        Shim.Check(status);
        return Tensor.WrapOptional(result)!;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An exception cannot pass through native frames; the native side fails in its place.")]
    private static unsafe int Rerun(nint state, nint input, nint* output)
    {
        var recomputation = (Recomputation)GCHandle.FromIntPtr(state).Target!;
        try
        {
            using var scope = new TensorScope();
            *output = recomputation.Run(Tensor.WrapOptional(input)!).Handle.HandOver();
            return 0;
        }
        catch (Exception exception)
        {
            recomputation.Failure = ExceptionDispatchInfo.Capture(exception);
            return 1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint state)
    {
        var handle = GCHandle.FromIntPtr(state);
        ((Recomputation)handle.Target!).Dispose();
        handle.Free();
    }

    [LibraryImport(Shim.Library)]
    private static unsafe partial int demur_recompute(
        TensorHandle input, delegate* unmanaged[Cdecl]<nint, nint, nint*, int> rerun, delegate* unmanaged[Cdecl]<nint, void> release, nint state, out nint output);

    /// <summary>What is run twice, with the state that its random draws begin from.</summary>
    private sealed class Recomputation(Func<Tensor, Tensor> computation, Generator? random) : IDisposable
    {
        private readonly Tensor? _before = StateOf(random);
        private bool _ran;

        public ExceptionDispatchInfo? Failure { get; set; }

        public Tensor Run(Tensor input)
        {
            if (!_ran || random is null)
            {
                _ran = true;
                return computation(input);
            }

            using var now = random.GetState();
            random.SetState(_before!);
            var result = computation(input);
            random.SetState(now);
            return result;
        }

        public void Dispose() => _before?.Dispose();

        private static Tensor? StateOf(Generator? random)
        {
            using var scope = new TensorScope();
            return random is null ? null : scope.Keep(random.GetState());
        }
    }
}

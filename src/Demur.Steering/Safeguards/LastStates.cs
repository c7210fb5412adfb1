using Demur.Models;
using Demur.Models.Modules;
using Demur.Steering.Directions;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>Reads what the last token's state is at the top of the model, after the final norm.</summary>
/// <param name="model">The model.</param>
/// <param name="batchTokens">The most tokens that are run together.</param>
internal sealed class LastStates(CausalLanguageModel model, int batchTokens)
{
    /// <summary>Reads the states of prompts in float32, without gradients. <c>// (N, hidden) on the CPU</c></summary>
    /// <param name="prompts">The prompts as tokens.</param>
    /// <param name="done">Told how many were read.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public Tensor Read(IReadOnlyList<IReadOnlyList<int>> prompts, Action<int> done, CancellationToken cancellationToken)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        List<Tensor> parts = [];
        var read = 0;
        foreach (var batch in PromptBatches.Of(prompts.Select(ids => new SteeringPrompt(ids, 0)), batchTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            parts.Add(Of(batch).To(Device.Cpu));
            read += batch.Rows;
            done(read);
        }

        return scope.MoveToOuter(Tensor.Cat(parts));
    }

    /// <summary>Runs one batch, with gradients where they are recorded. <c>// (rows, hidden) in float32</c></summary>
    public Tensor Of(TokenBatch batch)
    {
        using var scope = new TensorScope();
        var places = Tensor.From(PromptBatches.Places(batch, -1)).To(model.Device);
        var states = model.Forward(batch).IndexSelect(0, places);
        return scope.MoveToOuter(states.DType == ScalarType.Float64 ? states : states.To(ScalarType.Float32));
    }
}

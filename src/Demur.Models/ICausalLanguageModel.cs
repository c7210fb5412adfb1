using Demur.Models.Checkpoints.Configs;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models;

/// <summary>White-box access to a model that predicts the next token: states, logits, gradients and weights.</summary>
/// <remarks>
/// Used by one caller at a time. Tensors that come back belong to the scope that is current at the call.
/// Positions count from 0 in every row of a batch.
/// </remarks>
public interface ICausalLanguageModel
{
    /// <summary>Gets the model's shape.</summary>
    ModelConfig Config { get; }

    /// <summary>Gets the type of hidden states and matrix products.</summary>
    ScalarType ComputeDType { get; }

    /// <summary>Gets the device.</summary>
    Device Device { get; }

    /// <summary>Gets the weights by their published names; a tied head is not listed twice.</summary>
    IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>Gets the output weight, <c>(vocabulary, hidden)</c>; the token embedding when the two are tied. The model owns it.</summary>
    Tensor HeadWeight { get; }

    /// <summary>Gets the number of hooks that are set.</summary>
    int HookCount { get; }

    /// <summary>Looks the tokens of a batch up, as the first block (or the learned positions) would get them.</summary>
    /// <returns><c>(N, hidden)</c>, what Transformers calls <c>inputs_embeds</c>.</returns>
    /// <exception cref="Abstractions.DemurException">An id is outside the vocabulary.</exception>
    Tensor Embed(TokenBatch batch);

    /// <summary>Runs the blocks and the final norm over packed rows, with gradients where they are switched on.</summary>
    /// <param name="batch">The rows; of their ids only the number matters when <paramref name="embeddings"/> is given.</param>
    /// <param name="embeddings">What to run on instead of the tokens' embeddings, <c>(N, hidden)</c>: soft prompts, images.</param>
    /// <returns><c>(N, hidden)</c>.</returns>
    /// <exception cref="Abstractions.DemurException">A row is longer than the context, or an id is outside the vocabulary.</exception>
    Tensor Forward(TokenBatch batch, Tensor? embeddings = null);

    /// <summary>Applies the output head to chosen rows of hidden states.</summary>
    /// <returns><c>(n, vocabulary)</c> in float32, whatever type the states have.</returns>
    Tensor Logits(Tensor hidden);

    /// <summary>Takes the log-probability of each row's label, computing logits only where there is one.</summary>
    /// <param name="hidden">What <see cref="Forward"/> returned, <c>(N, hidden)</c>.</param>
    /// <param name="labels">The token that each row predicts, <c>(N)</c>, int64; negative for none.</param>
    /// <returns><c>(N)</c> in float32, 0 where there is no label.</returns>
    Tensor TokenLogProbs(Tensor hidden, Tensor labels);

    /// <summary>Reads or replaces hidden states at one place until the returned scope ends.</summary>
    /// <param name="point">The place within a layer.</param>
    /// <param name="layer">The layer from 0; for <see cref="ResidualPoint.FinalNorm"/> the number of layers.</param>
    /// <param name="change">Gets packed states <c>(N, hidden)</c> and returns what goes on: the same tensor, or one made within the call.</param>
    /// <exception cref="Abstractions.DemurException">There is no such layer.</exception>
    IDisposable AddHook(ResidualPoint point, int layer, Func<Tensor, Tensor> change);
}

using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A model that scores labels for a text: toxicity, reward and prompt-injection models are such.</summary>
/// <remarks>Owns its weights. Forward passes may run on several threads at once while nothing changes the weights.</remarks>
public interface ISequenceClassifier : IDisposable
{
    /// <summary>Gets the shape.</summary>
    ModelConfig Config { get; }

    /// <summary>Gets the outputs.</summary>
    ClassifierLabels Labels { get; }

    /// <summary>Gets the most tokens that a text may have, special tokens among them.</summary>
    int LongestText { get; }

    /// <summary>Scores every label of every text.</summary>
    /// <param name="batch">The texts.</param>
    /// <returns>Scores before softmax or logistic function, for the current scope. <c>// (rows, labels)</c></returns>
    /// <exception cref="DemurException">A text is too long or a token id unknown.</exception>
    Tensor Logits(TextBatch batch);
}

using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Tokenizers;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A sequence classifier with its tokenizer: texts in, scores out.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class TextClassifier : IDisposable
{
    private const int BatchTokens = 2048;

    private readonly ISequenceClassifier _model;
    private readonly Tokenizer _tokenizer;

    private TextClassifier(ISequenceClassifier model, Tokenizer tokenizer)
    {
        _model = model;
        _tokenizer = tokenizer;
    }

    /// <summary>Gets the labels' names, one for each score.</summary>
    public ClassifierLabels Labels => _model.Labels;

    /// <summary>Opens a classifier.</summary>
    /// <param name="pathOrName">A checkpoint with a sequence classification head.</param>
    /// <param name="device">Where to work; the CPU when left out.</param>
    /// <exception cref="DemurException">It is no classifier, or has no tokenizer.</exception>
    public static TextClassifier Open(string pathOrName, Device device = default)
    {
        using var checkpoint = Checkpoint.Open(pathOrName);
        var tokenizer = checkpoint.Tokenizer;
        return new TextClassifier(SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights, device), tokenizer);
    }

    /// <summary>Scores texts.</summary>
    /// <param name="texts">The texts; longer ones than the model reads lose their end.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>
    /// One list a text in order, one score a label: probabilities that sum to 1 for labels that exclude each other, probabilities
    /// of each label alone for those that do not, and the plain output where there is one label (reward models).
    /// </returns>
    public async Task<IReadOnlyList<float[]>> ScoreAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return await Task.Run(() => Score(texts, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private List<float[]> Score(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var scores = new List<float[]>(texts.Count);
        foreach (var batch in TokenPacker.Pack(texts.Select(Encode), BatchTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var gradients = Autograd.NoGrad();
            using var scope = new TensorScope();
            var values = Normalised(_model.Logits(TextBatch.Of(batch))).ToArray<float>();
            scores.AddRange(values.Chunk(Labels.Names.Count));
        }

        return scores;
    }

    private IReadOnlyList<int> Encode(string text) => TokenPacker.Cut(_tokenizer.EncodeToIds(text), _model.LongestText);

    private Tensor Normalised(Tensor logits) => Labels switch
    {
        { ProblemType: "multi_label_classification" } => logits.Sigmoid(),
        { ProblemType: "regression" } or { Names.Count: 1 } => logits,
        _ => logits.Softmax(-1),
    };
}

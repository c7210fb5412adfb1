using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Models.ChatTemplates;
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
    private readonly ChatTemplate? _template;
    private readonly IReadOnlyDictionary<string, JsonNode?> _variables;

    private TextClassifier(ISequenceClassifier model, Tokenizer tokenizer, TokenizerSettings settings)
    {
        _model = model;
        _tokenizer = tokenizer;
        _template = !model.Config.IsEncoder && settings.ChatTemplate is { } source ? ChatTemplate.Parse(source) : null;
        _variables = settings.TemplateVariables;
    }

    /// <summary>Gets the labels' names, one for each score.</summary>
    public ClassifierLabels Labels => _model.Labels;

    /// <summary>Opens a classifier.</summary>
    /// <param name="pathOrName">A checkpoint with a sequence classification head, or a PEFT adapter that brings one (task type SEQ_CLS).</param>
    /// <param name="device">Where to work; the CPU when left out.</param>
    /// <exception cref="DemurException">It is no classifier, or has no tokenizer.</exception>
    public static TextClassifier Open(string pathOrName, Device device = default)
    {
        using var checkpoint = Checkpoint.Open(pathOrName);
        var tokenizer = checkpoint.Tokenizer;
        using var adapter = checkpoint.AdapterPath is null ? null : ClassifierAdapter.Open(checkpoint);
        var model = adapter is null ? SequenceClassifier.Load(checkpoint.Config, checkpoint.Weights, device) : SequenceClassifier.Load(adapter.Config, adapter, device);
        return new TextClassifier(model, tokenizer, checkpoint.TokenizerSettings);
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

    /// <summary>Scores requests together with their answers: encoders read a pair, decoders the conversation in their chat template.</summary>
    /// <param name="pairs">The request and its answer, empty where there is none; longer answers lose their end.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>As <see cref="ScoreAsync"/>.</returns>
    public async Task<IReadOnlyList<float[]>> ScorePairsAsync(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return await Task.Run(
            () =>
            {
                // Cut before encoding, as the token that closes a pair must stay.
                List<float[]> scores = [];
                foreach (var (ids, types) in pairs.Select(EncodePair))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    using var gradients = Autograd.NoGrad();
                    using var scope = new TensorScope();
                    scores.Add(Normalised(_model.Logits(TextBatch.Of([ids], [types]))).ToArray<float>());
                }

                return scores;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private (IReadOnlyList<int> Ids, IReadOnlyList<int> Types) EncodePair((string First, string Second) pair)
    {
        var (first, second) = pair;
        while (true)
        {
            var (ids, types) = EncodeWhole(first, second);
            if (ids.Count <= _model.LongestText || first.Length + second.Length == 0)
            {
                return (ids, types);
            }

            // A token is at least a letter, so cutting as many letters as tokens are over ends.
            var over = ids.Count - _model.LongestText;
            (first, second) = second.Length > 0 ? (first, second[..Math.Max(0, second.Length - over)]) : (first[..Math.Max(0, first.Length - over)], second);
        }
    }

    private (IReadOnlyList<int> Ids, IReadOnlyList<int> Types) EncodeWhole(string first, string second)
    {
        if (_model.Config.IsEncoder && second.Length > 0)
        {
            var pair = _tokenizer.EncodePair(first, second);
            return (pair.Ids, _model.Config.Encoder!.TokenTypes > 1 ? pair.TypeIds : new int[pair.Ids.Count]);
        }

        var ids = _template is null ? _tokenizer.EncodeToIds(second.Length == 0 ? first : $"{first}\n\n{second}") : _tokenizer.EncodeChatText(Conversation(first, second)).Ids;
        return (ids, new int[ids.Count]);
    }

    private string Conversation(string first, string second) => _template!.Render(new ChatTemplateInput
    {
        Messages = second.Length == 0 ? [new ChatTemplateMessage("user", first)] : [new ChatTemplateMessage("user", first), new ChatTemplateMessage("assistant", second)],
        Variables = _variables,
    });

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

using Demur.Abstractions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A small network over the embeddings of an encoder that stays as it is: one for a text alone, one for a text and its answer.</summary>
/// <remarks>
/// For a text alone the input is its embedding, for a pair both embeddings and their product, each element by element. The file holds
/// the two networks, some hundred kilobytes. Thread-safe while nothing trains it.
/// </remarks>
public sealed partial class EmbeddingHead : ITextClassifier, IDisposable
{
    private const int EmbeddingsOfAPair = 3;

    private readonly EmbeddingHeadOptions _options;
    private readonly MiniLmEmbedder _encoder;
    private readonly Dictionary<string, Tensor> _tensors;

    private EmbeddingHead(EmbeddingHeadOptions options, MiniLmEmbedder encoder, Dictionary<string, Tensor> tensors)
    {
        _options = options;
        _encoder = encoder;
        _tensors = tensors;
        Parameters = [.. tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => new NamedParameter(tensor.Key, tensor.Value))];
    }

    /// <inheritdoc/>
    public string Identity { get; private set; } = "untrained";

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => _options.Labels;

    /// <summary>Gets what is trained and saved.</summary>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>Gets the length of the encoder's vectors.</summary>
    public int Dimensions => _encoder.Dimensions;

    /// <summary>Makes an untrained head, which finds every label as likely.</summary>
    /// <param name="options">The shape.</param>
    /// <exception cref="DemurException">The base is no sentence encoder.</exception>
    public static EmbeddingHead Create(EmbeddingHeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var encoder = MiniLmEmbedder.Open(options.Base);
        using var scope = new TensorScope();
        using var generator = new Generator(options.Seed);
        var tensors = Shapes(options, encoder.Dimensions).ToDictionary(
            shape => shape.Key,
            shape => scope.Keep(shape.Key.EndsWith(InnerWeight, StringComparison.Ordinal)
                ? Tensor.Normal(shape.Value, generator, 0, Math.Sqrt(2.0 / shape.Value[1]))
                : Tensor.Zeros(shape.Value)),
            StringComparer.Ordinal);
        return new EmbeddingHead(options, encoder, tensors);
    }

    /// <summary>Embeds what the head reads of texts.</summary>
    /// <param name="texts">The texts; longer ones lose their end.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>One vector a text, in order.</returns>
    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        _encoder.EmbedAsync([.. texts.Select(Shown)], cancellationToken);

    /// <summary>Scores the labels of rows that are embedded already.</summary>
    /// <param name="first">The embeddings of the texts. <c>// (rows, width)</c></param>
    /// <param name="second">Those of the answers, or <see langword="null"/> for texts alone. <c>// (rows, width)</c></param>
    /// <param name="dropping">What dropped units are drawn from while training; null drops none.</param>
    /// <returns>Scores before softmax, for the current scope. <c>// (rows, labels)</c></returns>
    public Tensor Logits(Tensor first, Tensor? second, Generator? dropping = null)
    {
        using var scope = new TensorScope();
        // Embeddings have length 1; scaled up, their elements are about as large as a norm would make them.
        var scale = Math.Sqrt(_encoder.Dimensions);
        var text = first * scale;
        var (kind, input) = (Text, text);
        if (second is not null)
        {
            var answer = second * scale;
            (kind, input) = (Pair, Tensor.Cat([text, answer, text * answer], 1));
        }

        var inner = input.Linear(_tensors[kind + InnerWeight], _tensors[kind + InnerBias]).Gelu(); // (rows, hidden)
        inner = dropping is null ? inner : inner.Dropout(_options.Dropout, dropping);
        return scope.MoveToOuter(inner.Linear(_tensors[kind + OuterWeight], _tensors[kind + OuterBias]));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> ClassifyAsync(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var answers = Enumerable.Range(0, pairs.Count).Where(i => pairs[i].Second.Length > 0).ToArray();
        var vectors = await EmbedAsync([.. pairs.Select(pair => pair.First), .. answers.Select(i => pairs[i].Second)], cancellationToken).ConfigureAwait(false);
        var places = answers.Select((row, i) => (row, i)).ToDictionary(entry => entry.row, entry => pairs.Count + entry.i);
        return [.. pairs.Select((_, i) => Classify(vectors[i], places.TryGetValue(i, out var place) ? vectors[place] : null))];
    }

    /// <summary>Gives the probabilities of the labels of one row that is embedded already.</summary>
    /// <param name="first">The embedding of the text.</param>
    /// <param name="second">That of the answer, or <see langword="null"/>.</param>
    public float[] Classify(float[] first, float[]? second)
    {
        ArgumentNullException.ThrowIfNull(first);
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        return Logits(Tensor.From(first, 1, first.Length), second is null ? null : Tensor.From(second, 1, second.Length)).Softmax(-1).ToArray<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private string Shown(string text) =>
        text.Length <= _options.LongestText ? text
        : text.LastIndexOf(' ', _options.LongestText) is > 0 and var space ? text[..space]
        : text[..(char.IsHighSurrogate(text[_options.LongestText - 1]) ? _options.LongestText - 1 : _options.LongestText)];

    private static Dictionary<string, long[]> Shapes(EmbeddingHeadOptions options, long width) => new[] { (Kind: Text, Inputs: width), (Kind: Pair, Inputs: EmbeddingsOfAPair * width) }
        .SelectMany(part => new (string Name, long[] Shape)[]
        {
            (part.Kind + InnerWeight, [options.Hidden, part.Inputs]),
            (part.Kind + InnerBias, [options.Hidden]),
            (part.Kind + OuterWeight, [options.Labels.Count, options.Hidden]),
            (part.Kind + OuterBias, [options.Labels.Count]),
        })
        .ToDictionary(entry => entry.Name, entry => entry.Shape, StringComparer.Ordinal);
}

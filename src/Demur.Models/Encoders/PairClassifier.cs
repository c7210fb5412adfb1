using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Modules;
using Demur.Models.Tokenizers;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A sentence encoder with a low-rank change of its layers and one output a label, reading a text and its answer together.</summary>
/// <remarks>
/// The file holds the change and the outputs alone: a megabyte or two beside an encoder of forty-five. Thread-safe while nothing trains it.
/// </remarks>
public sealed partial class PairClassifier : ITextClassifier, IDisposable
{
    private const int BatchTokens = 2048;

    private readonly PairClassifierOptions _options;
    private readonly TextEncoder _encoder;
    private readonly Tokenizer _tokenizer;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    private PairClassifier(PairClassifierOptions options, TextEncoder encoder, Tokenizer tokenizer, Dictionary<string, Tensor> tensors)
    {
        _options = options;
        _encoder = encoder;
        _tokenizer = tokenizer;
        foreach (var (name, linear) in encoder.Linears)
        {
            linear.Branch = new LoraBranch(tensors[name + Down], tensors[name + Up], options.Alpha / options.Rank);
        }

        (_weight, _bias) = (tensors[HeadWeight], tensors[HeadBias]);
        Parameters = [.. tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => new NamedParameter(tensor.Key, tensor.Value))];
    }

    /// <inheritdoc/>
    public string Identity { get; private set; } = "untrained";

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => _options.Labels;

    /// <summary>Gets what is trained and saved.</summary>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>Makes an untrained classifier: it changes nothing yet and finds every label as likely.</summary>
    /// <param name="options">The shape.</param>
    /// <exception cref="DemurException">The base is no encoder.</exception>
    public static PairClassifier Create(PairClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var checkpoint = Checkpoint.Open(options.Base);
        var encoder = TextEncoder.Load(checkpoint.Config, checkpoint.Weights, default, options.DType ?? TorchRuntime.PreferredDType);
        using var scope = new TensorScope();
        using var generator = new Generator(options.Seed);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            [HeadWeight] = Tensor.Zeros([options.Labels.Count, 2 * checkpoint.Config.HiddenSize]),
            [HeadBias] = Tensor.Zeros([options.Labels.Count]),
        };
        foreach (var (name, linear) in encoder.Linears.OrderBy(linear => linear.Key, StringComparer.Ordinal))
        {
            var inputs = linear.Weight.Size(1);
            tensors[name + Down] = Tensor.Normal([options.Rank, inputs], generator, 0, 1 / Math.Sqrt(inputs));
            tensors[name + Up] = Tensor.Zeros([linear.Weight.Size(0), options.Rank]);
        }

        foreach (var tensor in tensors.Values)
        {
            scope.Keep(tensor);
        }

        return new PairClassifier(options, encoder, checkpoint.Tokenizer, tensors);
    }

    /// <summary>Tokenizes pairs as the classifier reads them.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <returns>The token ids and their segments.</returns>
    public (IReadOnlyList<int> Ids, IReadOnlyList<int> Types) Encode(string first, string second)
    {
        var start = TokenPacker.Cut(_tokenizer.Encode(first).Ids, _options.LongestFirst);
        var rest = _tokenizer.Encode(second).Ids;
        List<int> ids = [.. start, .. TokenPacker.Cut([.. rest.Skip(1)], _options.LongestPair - start.Count)];
        return (ids, [.. ids.Select((_, index) => index < start.Count ? 0 : 1)]);
    }

    /// <summary>Scores the labels of each pair.</summary>
    /// <param name="batch">The pairs.</param>
    /// <param name="dropping">What dropped elements are drawn from while training; null drops none.</param>
    /// <returns>Scores before softmax in float32, for the current scope. <c>// (rows, labels)</c></returns>
    public Tensor Logits(TextBatch batch, Generator? dropping = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = new TensorScope();
        var hidden = _encoder.Forward(batch); // (N, width)
        var first = hidden.IndexSelect(0, Tensor.From(batch.Firsts())); // (rows, width)
        var mean = Averaging(batch).To(hidden.DType).MatMul(hidden); // (rows, width)
        var pooled = Tensor.Cat([first, mean], 1).To(ScalarType.Float32);
        pooled = dropping is null ? pooled : pooled.Dropout(_options.Dropout, dropping);
        return scope.MoveToOuter(pooled.Linear(_weight, _bias));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> ClassifyAsync(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return await Task.Run(() => Classify(pairs, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        foreach (var parameter in Parameters)
        {
            parameter.Storage.Dispose();
        }
    }

    private float[][] Classify(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken)
    {
        // Sorted by length, batches have about equal work; the order is given back at the end.
        var encoded = pairs.Select((pair, index) => (Index: index, Encoded: Encode(pair.First, pair.Second))).OrderBy(entry => entry.Encoded.Ids.Count).ToArray();
        var probabilities = new float[pairs.Count][];
        var done = 0;
        foreach (var batch in TokenPacker.Pack(encoded.Select(entry => entry.Encoded.Ids), BatchTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var gradients = Autograd.NoGrad();
            using var scope = new TensorScope();
            var types = encoded.Skip(done).Take(batch.Count).Select(entry => entry.Encoded.Types).ToArray();
            var rows = Logits(TextBatch.Of(batch, types)).Softmax(-1).ToArray<float>().Chunk(Labels.Count);
            foreach (var row in rows)
            {
                probabilities[encoded[done++].Index] = row;
            }
        }

        return probabilities;
    }

    private static Tensor Averaging(TextBatch batch)
    {
        var shares = new float[batch.Rows * batch.Tokens];
        for (var row = 0; row < batch.Rows; row++)
        {
            var (start, end) = ((int)batch.Offsets[row], (int)batch.Offsets[row + 1]);
            shares.AsSpan((row * batch.Tokens) + start, end - start).Fill(1f / (end - start));
        }

        return Tensor.From(shares, batch.Rows, batch.Tokens);
    }
}

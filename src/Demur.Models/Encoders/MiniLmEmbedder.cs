using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Tokenizers;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A sentence encoder: the mean of the last hidden states, scaled to length 1. By default the embedded all-MiniLM-L6-v2.</summary>
/// <remarks>Thread-safe. The parity with sentence-transformers is in the tests.</remarks>
public sealed class MiniLmEmbedder : ITextEmbedder, IDisposable
{
    // Enough rows for full matrix rates; packed, so short texts cost only their tokens.
    private const int BatchTokens = 2048;

    private readonly TextEncoder _encoder;
    private readonly Tokenizer _tokenizer;
    private readonly int _longest;

    private MiniLmEmbedder(TextEncoder encoder, Tokenizer tokenizer, int longest)
    {
        _encoder = encoder;
        _tokenizer = tokenizer;
        _longest = longest;
    }

    /// <inheritdoc/>
    public int Dimensions => _encoder.Config.HiddenSize;

    /// <summary>Opens a sentence encoder in the layout of sentence-transformers.</summary>
    /// <param name="pathOrName">The folder, or the name of the embedded encoder.</param>
    /// <param name="device">Where to work; the CPU when left out.</param>
    /// <exception cref="DemurException">The folder is not such a model, or it pools otherwise than by the mean.</exception>
    public static MiniLmEmbedder Open(string pathOrName = EmbeddedModels.Encoder, Device device = default)
    {
        using var checkpoint = Checkpoint.Open(pathOrName);
        RefuseOtherPooling(checkpoint.Path);
        var tokenizer = checkpoint.Tokenizer;
        var encoder = TextEncoder.Load(checkpoint.Config, checkpoint.Weights, device);
        var path = Path.Combine(checkpoint.Path, "sentence_bert_config.json");
        var keys = new ConfigKeys(JsonFile.ReadObjectIfPresent(path) ?? [], path);
        var longest = keys.Whole("max_seq_length", 2, ConfigKeys.LargestSize) ?? encoder.LongestText;
        return new MiniLmEmbedder(encoder, tokenizer, Math.Min(longest, encoder.LongestText));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return await Task.Run(() => Embed(texts, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Embeds texts that are already token ids.</summary>
    /// <param name="rows">The ids with special tokens, each text at least one.</param>
    /// <returns>One vector a text, in order. <c>// (rows, dimensions)</c></returns>
    public Tensor EmbedTokens(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        var batch = TextBatch.Of(rows);
        using var gradients = Autograd.NoGrad();
        using var scope = new TensorScope();
        var hidden = _encoder.Forward(batch); // (N, width)
        var means = Enumerable.Range(0, batch.Rows)
            .Select(row => hidden.Narrow(0, batch.Offsets[row], batch.Offsets[row + 1] - batch.Offsets[row]).Mean(0))
            .ToArray();
        var vectors = Tensor.Stack(means); // (rows, width)
        return scope.MoveToOuter(vectors / vectors.Norm(1, keepDim: true).Clamp(1e-12, 1e30));
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private List<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var batch in TokenPacker.Pack(texts.Select(text => TokenPacker.Cut(_tokenizer.EncodeToIds(text), _longest)), BatchTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            vectors.AddRange(EmbedTokens(batch).ToArray<float>().Chunk(Dimensions));
        }

        return vectors;
    }

    private static void RefuseOtherPooling(string folder)
    {
        var path = Path.Combine(folder, "1_Pooling", "config.json");
        var keys = new ConfigKeys(JsonFile.ReadObjectIfPresent(path) ?? [], path);
        if (!keys.Flag("pooling_mode_mean_tokens", true))
        {
            throw new DemurException($"{path}: pools otherwise than by the mean, which Demur does not. Choose a sentence encoder with pooling_mode_mean_tokens.");
        }
    }
}

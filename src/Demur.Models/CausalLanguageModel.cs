using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Families;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models;

/// <summary>A decoder with its output head, built from a configuration and weights.</summary>
public sealed class CausalLanguageModel : ICausalLanguageModel, IDisposable
{
    private readonly WeightMatrix? _head;
    private readonly HeadOptions _headOptions;
    private Tensor? _keptHead;

    private CausalLanguageModel(ModelConfig config, DecoderFamily family, WeightReader reader)
    {
        Config = config;
        Placement = reader.Placement;
        Decoder = new Decoder(config, family, reader);
        try
        {
            var head = family.Names.Head + ".weight";
            _head = config.TiesEmbeddings ? null : reader.ReadMatrix(head, config.VocabularySize, config.HiddenSize);
            _headOptions = new HeadOptions { Softcap = config.FinalLogitCap ?? 0 };
            reader.RejectLeftovers(head);
        }
        catch
        {
            Decoder.Dispose();
            throw;
        }

        Parameters = reader.Parameters;
        Blocks = reader.Blocks;
        EndOfTextIds = config.EosTokenIds;
    }

    /// <inheritdoc/>
    public ModelConfig Config { get; }

    /// <summary>Gets where the weights live and with what precision the model works.</summary>
    public ModelPlacement Placement { get; }

    /// <inheritdoc/>
    public ScalarType ComputeDType => Decoder.Compute;

    /// <summary>Gets the kinds of blocks that weights are kept in; empty where all are numbers.</summary>
    public IReadOnlyCollection<BlockKind> Blocks { get; }

    /// <summary>Gets the precision in words: <c>BFloat16</c>, <c>BFloat16 over Q4_1 and Q8_0 blocks</c>.</summary>
    public string Precision => Blocks.Count == 0 ? ComputeDType.ToString() : $"{ComputeDType} over {string.Join(" and ", Blocks)} blocks";

    /// <inheritdoc/>
    public Device Device => Placement.Device;

    /// <inheritdoc/>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>Gets or sets the tokens that end a text; the configuration's, unless the checkpoint's generation settings say more.</summary>
    public IReadOnlyList<int> EndOfTextIds { get; set; }

    /// <inheritdoc/>
    public Tensor HeadWeight => OwnHead ?? HeadMatrix.Numbers;

    /// <summary>Gets the token embedding, <c>(vocabulary, hidden)</c>, before any scaling that the family does. The model owns it.</summary>
    public Tensor EmbeddingWeight => Decoder.Embedding;

    /// <inheritdoc/>
    public int HookCount => Decoder.Hooks.Count;

    /// <summary>Gets one more than the largest token id that can be read: the vocabulary, and the rows of <see cref="UseExtraRows"/>.</summary>
    public int InputVocabularySize => Config.VocabularySize + (int)(Decoder.ExtraRows?.Size(0) ?? 0);

    internal Decoder Decoder { get; }

    private WeightMatrix HeadMatrix => _head ?? Decoder.EmbeddingMatrix;

    /// <summary>Gets or sets an output head that an adapter brings; its owner disposes it. Null for the checkpoint's own.</summary>
    internal Tensor? OwnHead { get; set; }

    /// <summary>Builds a model.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="source">The weights under their published names; it may be disposed afterwards.</param>
    /// <param name="placement">Type and device; float32 on the CPU when left out.</param>
    /// <exception cref="DemurException">The family generates no text, or a weight is missing, misshapen or left over.</exception>
    public static CausalLanguageModel Load(ModelConfig config, ITensorSource source, ModelPlacement? placement = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(source);
        var family = DecoderFamily.Of(config);
        var reader = new WeightReader(source, family.Names, placement ?? new ModelPlacement());
        try
        {
            return new CausalLanguageModel(config, family, reader);
        }
        catch
        {
            reader.Abandon();
            throw;
        }
    }

    /// <summary>Finds a weight by its published name.</summary>
    /// <exception cref="DemurException">There is no weight of that name.</exception>
    public NamedParameter Parameter(string name) =>
        Parameters.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new DemurException($"The model has no weight {name}; its first is {Parameters[0].Name}. Names are those of the checkpoint's safetensors file.");

    /// <summary>Switches gradients of all weights on or off.</summary>
    public void SetTrainable(bool trainable)
    {
        foreach (var storage in Parameters.Select(parameter => parameter.Storage).Distinct())
        {
            storage.RequiresGrad = trainable;
        }
    }

    /// <summary>Switches gradient checkpointing: each block keeps what enters it and is run again in the backward pass.</summary>
    /// <remarks>Memory for states falls to about one block's; a step takes about a third longer. Gradients are the same.</remarks>
    /// <param name="on">Whether blocks are run again.</param>
    /// <param name="dropout">What an adapter's dropout draws from, so that it draws the same again.</param>
    public void SetGradientCheckpointing(bool on, Generator? dropout = null) =>
        Decoder.Recompute = on ? (block, states) => Autograd.Recompute(block, states, dropout) : null;

    /// <inheritdoc/>
    public Tensor Embed(TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        CheckIds(batch);
        using var scope = new TensorScope();
        return scope.MoveToOuter(Decoder.Embed(Tensor.From(batch.IdSpan).To(Device)));
    }

    /// <inheritdoc/>
    public Tensor Forward(TokenBatch batch, Tensor? embeddings = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.LongestRow > Config.ContextLength)
        {
            throw new DemurException(
                $"A text of {batch.LongestRow} tokens does not fit the model's context of {Config.ContextLength}. Shorten it or choose a model with a longer context.");
        }

        using var scope = new TensorScope();
        return scope.MoveToOuter(Decoder.Forward(embeddings ?? Embed(batch), AttentionOver(batch)));
    }

    /// <summary>Runs the blocks from a given one on, and the final norm, on the states that enter it.</summary>
    /// <param name="layer">The first block to run, from 0.</param>
    /// <param name="states">What enters it, <c>(N, hidden)</c>, as a <see cref="Interventions.Capture"/> reads it.</param>
    /// <param name="batch">The rows that the states belong to.</param>
    /// <returns><c>(N, hidden)</c>.</returns>
    public Tensor ForwardFrom(int layer, Tensor states, TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = new TensorScope();
        return scope.MoveToOuter(Decoder.ForwardFrom(layer, states, AttentionOver(batch)));
    }

    /// <summary>Runs one row and shows what every head does at its last token.</summary>
    /// <param name="batch">A batch of one row.</param>
    /// <param name="read">Told of each block in turn; its tensors are gone after the call.</param>
    /// <returns><c>(N, hidden)</c>.</returns>
    /// <exception cref="DemurException">The batch has several rows.</exception>
    public Tensor ForwardReadingHeads(TokenBatch batch, Action<HeadReading> read)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(read);
        if (batch.Rows != 1)
        {
            throw new DemurException($"Heads are read at the last token of one row, and the batch has {batch.Rows}. Give the rows one by one.");
        }

        using var scope = new TensorScope();
        var packed = new PackedAttention(Decoder.Layers, batch, Device).Prepared(Config.LayerCount);
        return scope.MoveToOuter(Decoder.Forward(Embed(batch), new HeadReadingAttention(packed, Decoder, read)));
    }

    /// <inheritdoc/>
    public Tensor Logits(Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        using var scope = new TensorScope();
        return scope.MoveToOuter(OwnHead is null ? HeadMatrix.Logits(hidden, _headOptions) : Fused.Logits(hidden, Projection.As(OwnHead, hidden), _headOptions));
    }

    /// <inheritdoc/>
    public Tensor TokenLogProbs(Tensor hidden, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        using var scope = new TensorScope();
        return scope.MoveToOuter(OwnHead is null ? HeadMatrix.TokenLogProbs(hidden, labels, _headOptions) : Fused.TokenLogProbs(hidden, Projection.As(OwnHead, hidden), labels, _headOptions));
    }

    /// <inheritdoc/>
    public IDisposable AddHook(ResidualPoint point, int layer, Func<Tensor, Tensor> change) => Decoder.Hooks.Add(point, layer, change);

    /// <summary>Gives the token ids that follow the vocabulary embeddings of their own until the returned scope ends; they are read and never written.</summary>
    /// <param name="rows">The embeddings, <c>(K, hidden)</c>, on the model's device; gradients reach them where they are asked for. The caller owns them.</param>
    /// <exception cref="DemurException">The width is another, or such rows are in use.</exception>
    public IDisposable UseExtraRows(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Shape.Length != 2 || rows.Size(1) != Config.HiddenSize)
        {
            throw new DemurException($"Embeddings past the vocabulary have the shape ({string.Join(", ", rows.Shape.ToArray())}), but the model's are {Config.HiddenSize} wide.");
        }

        if (Decoder.ExtraRows is not null)
        {
            throw new DemurException("The model has a soft prompt already, and there is place for one. Close the client that uses it first.");
        }

        Decoder.ExtraRows = rows;
        return new ScopeEnd(() => Decoder.ExtraRows = null);
    }

    /// <summary>Takes an output head over for good, in the place of the one that the embedding was.</summary>
    internal void KeepHead(Tensor head) => OwnHead = _keptHead = head;

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        _keptHead?.Dispose();
        Decoder.Dispose();
        _head?.Dispose();
    }

    // A block that is run again finds nothing of the scope that its first run was in.
    private IAttention AttentionOver(TokenBatch batch) => Decoder.Recompute is null
        ? new PackedAttention(Decoder.Layers, batch, Device).Prepared(Config.LayerCount)
        : new RepeatedAttention(() => new PackedAttention(Decoder.Layers, batch, Device).Prepared(Config.LayerCount));

    private void CheckIds(TokenBatch batch)
    {
        foreach (var id in batch.IdSpan)
        {
            if (id < 0 || id >= InputVocabularySize)
            {
                throw new DemurException(
                    $"Token id {id} is outside the model's vocabulary of {Config.VocabularySize}. Check that the tokenizer belongs to these weights.");
            }
        }
    }
}

using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Families;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A decoder that scores labels from the state of a text's last token, as reward and guard models do.</summary>
internal sealed class DecoderClassifier : ISequenceClassifier
{
    private readonly Decoder _decoder;
    private readonly Tensor _score;
    private readonly Device _device;

    private DecoderClassifier(ModelConfig config, ClassifierLabels labels, ITensorSource source, Device device)
    {
        Config = config;
        Labels = labels;
        _device = device;
        var family = DecoderFamily.Of(config);
        var reader = new WeightReader(source, family.Names, new ModelPlacement { Device = device });
        _decoder = new Decoder(config, family, reader);
        try
        {
            _score = reader.Read("score.weight", labels.Names.Count, config.HiddenSize);
            reader.RejectLeftovers(family.Names.Head + ".weight");
        }
        catch
        {
            _decoder.Dispose();
            _score?.Dispose();
            throw;
        }
    }

    public ModelConfig Config { get; }

    public ClassifierLabels Labels { get; }

    public int LongestText => Config.ContextLength;

    public static DecoderClassifier Load(ModelConfig config, ClassifierLabels labels, ITensorSource source, Device device) =>
        new(config, labels, source, device);

    public Tensor Logits(TextBatch batch)
    {
        Check(batch);
        using var scope = new TensorScope();
        var rows = TokenBatch.Of([.. Enumerable.Range(0, batch.Rows).Select(batch.Row)]);
        var attention = new PackedAttention(_decoder.Layers, rows, _device).Prepared(Config.LayerCount);
        var hidden = _decoder.Forward(_decoder.Embed(Tensor.From(batch.Ids).To(_device)), attention);
        var last = hidden.IndexSelect(0, Tensor.From(LastTokens(batch)).To(_device)); // (rows, width)
        return scope.MoveToOuter(last.Linear(_score));
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _score.Dispose();
    }

    // As Transformers: the last token that is not the padding token, even where a text itself ends with that one.
    private long[] LastTokens(TextBatch batch) =>
    [
        .. Enumerable.Range(0, batch.Rows).Select(row =>
        {
            var last = batch.Offsets[row + 1] - 1;
            while (last > batch.Offsets[row] && batch.Ids[last] == Config.PadTokenId)
            {
                last--;
            }

            return last;
        }),
    ];

    private void Check(TextBatch batch)
    {
        if (batch.LongestRow > LongestText)
        {
            throw new DemurException($"A text of {batch.LongestRow} tokens does not fit the classifier, which reads at most {LongestText}. Cut it.");
        }

        if (batch.Ids.FirstOrDefault(id => id < 0 || id >= Config.VocabularySize, -1) is var bad and not -1)
        {
            throw new DemurException($"Token id {bad} is outside the classifier's vocabulary of {Config.VocabularySize}. Check that the tokenizer belongs to these weights.");
        }
    }
}

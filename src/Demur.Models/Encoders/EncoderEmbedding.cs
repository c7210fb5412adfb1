using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>Turns token ids into the first hidden states: words, places and token types, added and normalised.</summary>
internal sealed class EncoderEmbedding
{
    private readonly ModelConfig _config;
    private readonly Tensor _words;
    private readonly Tensor? _positions;
    private readonly Tensor? _types;
    private readonly EncoderNorm _norm;
    private readonly Device _device;

    public EncoderEmbedding(ModelConfig config, EncoderWeights weights, Device device)
    {
        _config = config;
        _device = device;
        var settings = config.Encoder!;
        if (weights.HasBody("embeddings.embed_proj.weight"))
        {
            throw new DemurException("DeBERTa with embeddings narrower than its layers (embedding_size) is not run. Choose a checkpoint where both are equal.");
        }

        _words = weights.Body("embeddings.word_embeddings.weight", config.VocabularySize, config.HiddenSize);
        _positions = settings.Disentangled is { AbsolutePositions: false }
            ? null
            : weights.Body("embeddings.position_embeddings.weight", config.ContextLength, config.HiddenSize);
        _types = settings.TokenTypes > 0
            ? weights.Body("embeddings.token_type_embeddings.weight", settings.TokenTypes, config.HiddenSize)
            : null;
        _norm = weights.BodyNorm("embeddings.LayerNorm", config.HiddenSize, config.NormEpsilon);
    }

    // RoBERTa counts places from the padding id on, which takes that many rows of the table.
    private int FirstPosition => _config.Family is ModelFamily.Roberta ? (_config.PadTokenId ?? 1) + 1 : 0;

    /// <summary>Gets the most tokens a text may have.</summary>
    public int LongestText => _positions is null ? _config.ContextLength : _config.ContextLength - FirstPosition;

    /// <summary>Embeds. <c>// (N, width)</c></summary>
    public Tensor Forward(TextBatch batch)
    {
        Check(batch);
        using var scope = new TensorScope();
        var sum = _words.Embedding(OnDevice(batch.Ids));
        if (_positions is not null)
        {
            sum += _positions.Embedding(OnDevice(batch.Positions(FirstPosition)));
        }

        if (_types is not null)
        {
            sum += _types.Embedding(OnDevice(batch.TypeIds));
        }

        return scope.MoveToOuter(_norm.Forward(sum));
    }

    private Tensor OnDevice(long[] values) => Tensor.From(values).To(_device);

    private void Check(TextBatch batch)
    {
        if (batch.LongestRow > LongestText)
        {
            throw new DemurException($"A text of {batch.LongestRow} tokens does not fit the encoder, which reads at most {LongestText}. Cut it.");
        }

        if (batch.Ids.FirstOrDefault(id => id < 0 || id >= _config.VocabularySize, -1) is var bad and not -1)
        {
            throw new DemurException($"Token id {bad} is outside the encoder's vocabulary of {_config.VocabularySize}. Check that the tokenizer belongs to these weights.");
        }

        if (_types is not null && batch.TypeIds.Any(type => type < 0 || type >= _config.Encoder!.TokenTypes))
        {
            throw new DemurException($"A token type is outside the {_config.Encoder!.TokenTypes} that the encoder knows. Encode the texts as this model's tokenizer does.");
        }
    }
}

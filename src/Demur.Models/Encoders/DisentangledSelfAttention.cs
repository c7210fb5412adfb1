using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>DeBERTa's attention: content to content, content to position and position to content (arXiv 2006.03654, eq. 4).</summary>
internal sealed class DisentangledSelfAttention : IEncoderAttention
{
    private readonly ModelConfig _config;
    private readonly DisentangledAttention _settings;
    private readonly DisentangledPositions _positions;
    private readonly Tensor? _table;
    private readonly EncoderNorm? _tableNorm;

    public DisentangledSelfAttention(ModelConfig config, EncoderWeights weights)
    {
        _config = config;
        _settings = config.Encoder!.Disentangled!;
        _positions = new DisentangledPositions(_settings);
        RefuseUnknown(config, _settings);
        if (_settings.Relative)
        {
            _table = weights.Body("encoder.rel_embeddings.weight", 2 * _positions.Span, config.HiddenSize);
            _tableNorm = _settings.NormalisesPositions ? weights.BodyNorm("encoder.LayerNorm", config.HiddenSize, config.NormEpsilon) : null;
        }
    }

    // Each kind of score adds one to what the sum is divided by.
    private double Scale => 1 / Math.Sqrt(_config.HeadDimension * Terms);

    private int Terms => !_settings.Relative ? 1 : 1 + (_settings.ContentToPosition ? 1 : 0) + (_settings.PositionToContent ? 1 : 0);

    public Tensor Forward(AttentionInput input, TextBatch batch, EncoderBlock layer)
    {
        using var scope = new TensorScope();
        var (keys, queries) = ProjectPositions(layer);
        var parts = new Tensor[batch.Rows];
        for (var row = 0; row < batch.Rows; row++)
        {
            var (start, length) = (batch.Offsets[row], batch.Offsets[row + 1] - batch.Offsets[row]);
            var text = new AttentionInput(Heads(input.Query, start, length), Heads(input.Key, start, length), Heads(input.Value, start, length));
            parts[row] = Attend(text, keys, queries).Transpose(0, 1); // (T, heads, head width)
        }

        return scope.MoveToOuter(Tensor.Cat(parts));
    }

    // (N, heads, head width) of one text becomes (heads, T, head width).
    private static Tensor Heads(Tensor packed, long start, long length) => packed.Narrow(0, start, length).Transpose(0, 1);

    private (Tensor? Keys, Tensor? Queries) ProjectPositions(EncoderBlock layer)
    {
        if (_table is null)
        {
            return (null, null);
        }

        var table = _tableNorm?.Forward(_table) ?? _table;
        return (
            _settings.ContentToPosition ? Split(layer.Key.Forward(table)) : null,
            _settings.PositionToContent ? Split(layer.Query.Forward(table)) : null);
    }

    // (positions, width) becomes (heads, positions, head width).
    private Tensor Split(Tensor x) => x.View(x.Size(0), _config.HeadCount, _config.HeadDimension).Transpose(0, 1);

    private Tensor Attend(AttentionInput text, Tensor? positionKeys, Tensor? positionQueries)
    {
        var length = (int)text.Query.Size(1);
        var scores = text.Query.MatMul(text.Key.Transpose(1, 2)); // (heads, T, T)
        if (positionKeys is not null)
        {
            // Query i and key j: the row for the distance i - j.
            var all = text.Query.MatMul(positionKeys.Transpose(1, 2)); // (heads, T, positions)
            scores += all.Gather(2, Index(length, (query, key) => query - key));
        }

        if (positionQueries is not null)
        {
            // The same row, with a query made of the position meeting key j.
            var all = text.Key.MatMul(positionQueries.Transpose(1, 2)); // (heads, T, positions)
            scores += all.Gather(2, Index(length, (key, query) => query - key)).Transpose(1, 2);
        }

        return (scores * Scale).Softmax(-1).MatMul(text.Value);
    }

    /// <summary>Gets the table's row for every pair of tokens. <c>// (heads, T, T)</c></summary>
    private Tensor Index(int length, Func<int, int, int> distance)
    {
        var rows = _positions.Rows(length);
        var index = new long[length * length];
        for (var first = 0; first < length; first++)
        {
            for (var second = 0; second < length; second++)
            {
                index[(first * length) + second] = rows[distance(first, second) + length - 1];
            }
        }

        return Tensor.From(index, length, length).To(_table!.Device).Unsqueeze(0).Expand(_config.HeadCount, length, length);
    }

    private static void RefuseUnknown(ModelConfig config, DisentangledAttention settings)
    {
        if (settings.ConvolutionKernel > 0)
        {
            throw new DemurException("DeBERTa with a convolution beside the first layer (conv_kernel_size) is not run. Choose a checkpoint without, such as the base and small sizes.");
        }

        if (settings.Relative && !settings.SharesKeys)
        {
            throw new DemurException("DeBERTa with position projections of its own (share_att_key false) is not run. Choose a v3 checkpoint.");
        }
    }
}

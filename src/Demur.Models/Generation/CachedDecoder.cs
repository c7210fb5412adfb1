using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>Runs a model's blocks on new tokens of cached rows; the head is left to the caller.</summary>
/// <param name="model">The model.</param>
/// <param name="kept">A cache that outlives this decoder, its owner's; null for one of its own.</param>
internal sealed class CachedDecoder(CausalLanguageModel model, KeyValueCache? kept = null) : IDisposable
{
    /// <summary>The most tokens of prompts that go through the blocks at once; bounds the memory of hidden states.</summary>
    private const int ChunkTokens = 1024;

    public CausalLanguageModel Model => model;

    public KeyValueCache Cache { get; } = kept ?? new(model.Config, model.ComputeDType, model.Device);

    /// <summary>Computes a beginning that rows then share.</summary>
    public void FillPrefix(IReadOnlyList<int> tokens, CancellationToken cancellationToken)
    {
        if (tokens.Count == 0)
        {
            return;
        }

        Cache.ReservePrefix(tokens.Count);
        for (var done = 0; done < tokens.Count; done += ChunkTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var count = Math.Min(ChunkTokens, tokens.Count - done);
            long[] ids = [.. tokens.Skip(done).Take(count).Select(id => (long)id)];
            Forward(ids, new CachedAttention(model.Decoder.Layers, Cache, [new PrefixRow(0, count, 0, done, 0)], fillsPrefix: true));
        }
    }

    /// <summary>Runs new tokens of rows, a chunk at a time.</summary>
    /// <param name="rows">Each row's slot, shared beginning, tokens held so far, and new tokens.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>For each chunk the states <c>(n, hidden)</c> and what tokens they are of; valid until the next is asked for.</returns>
    public IEnumerable<(Tensor States, IReadOnlyList<CachedSpan> Spans)> Run(IEnumerable<CachedSpan> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in Chunks(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (RunChunk(chunk), chunk);
        }
    }

    public void Dispose()
    {
        if (kept is null)
        {
            Cache.Dispose();
        }
        else
        {
            kept.Clear();
        }
    }

    private static IEnumerable<List<CachedSpan>> Chunks(IEnumerable<CachedSpan> rows)
    {
        var chunk = new List<CachedSpan>();
        var room = ChunkTokens;
        foreach (var row in rows)
        {
            for (var rest = row; rest.Tokens.Count > 0;)
            {
                var (piece, later) = rest.Cut(room);
                chunk.Add(piece);
                room -= piece.Tokens.Count;
                rest = later;
                if (room == 0)
                {
                    yield return chunk;
                    chunk = [];
                    room = ChunkTokens;
                }
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    private Tensor RunChunk(List<CachedSpan> spans)
    {
        var rows = new PrefixRow[spans.Count];
        var ids = new long[spans.Sum(span => span.Tokens.Count)];
        var start = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new PrefixRow(start, spans[i].Tokens.Count, spans[i].Slot, spans[i].Past, spans[i].Prefix);
            foreach (var token in spans[i].Tokens)
            {
                ids[start++] = token;
            }
        }

        return Forward(ids, new CachedAttention(model.Decoder.Layers, Cache, rows, fillsPrefix: false));
    }

    private Tensor Forward(long[] ids, CachedAttention attention)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        var embeddings = model.Decoder.Embed(Tensor.From(ids).To(model.Device));
        return scope.MoveToOuter(model.Decoder.Forward(embeddings, attention));
    }
}

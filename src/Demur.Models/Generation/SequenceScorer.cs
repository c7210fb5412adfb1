using Demur.Abstractions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>Log-probabilities of given tokens, many rows at a time, without gradients.</summary>
public sealed class SequenceScorer(CausalLanguageModel model)
{
    private const int BatchRows = 32;
    private const int BatchTokens = 2048;

    /// <summary>Scores continuations of one prompt, which is read once.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="continuations">Each at least one token.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>For each continuation the log-probability of each of its tokens, in nats.</returns>
    /// <exception cref="DemurException">Something is empty or does not fit the context.</exception>
    public IReadOnlyList<float[]> ScoreContinuations(
        IReadOnlyList<int> prompt, IReadOnlyList<IReadOnlyList<int>> continuations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(continuations);
        Check(prompt, continuations);
        using var decoder = new CachedDecoder(model);
        using var recording = Autograd.NoGrad();
        decoder.FillPrefix([.. prompt.Take(prompt.Count - 1)], cancellationToken);
        var results = continuations.Select(continuation => new float[continuation.Count]).ToArray();
        foreach (var rows in Enumerable.Range(0, continuations.Count).Chunk(BatchRows))
        {
            decoder.Cache.Reserve(rows.Length, rows.Max(row => continuations[row].Count), empty: true);

            // The prompt's last token predicts the continuation's first, and so on; its last token predicts nothing that is asked for.
            var spans = rows.Select((row, slot) =>
                new CachedSpan(slot, prompt.Count - 1, 0, (int[])[prompt[^1], .. continuations[row].Take(continuations[row].Count - 1)]) { Row = row });
            foreach (var (states, chunk) in decoder.Run(spans, cancellationToken))
            {
                using var scope = new TensorScope();
                var labels = chunk.SelectMany(span => continuations[span.Row].Skip(span.Past).Take(span.Tokens.Count)).Select(token => (long)token);
                var scores = model.TokenLogProbs(states, Tensor.From(labels.ToArray()).To(model.Device)).ToArray<float>().AsSpan();
                foreach (var span in chunk)
                {
                    scores[..span.Tokens.Count].CopyTo(results[span.Row].AsSpan(span.Past));
                    scores = scores[span.Tokens.Count..];
                }

                states.Dispose();
            }
        }

        return results;
    }

    /// <summary>Scores texts; each one's first token is context only.</summary>
    /// <param name="texts">Each at least one token; one without a second token has no scores.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>For each text the log-probability of its tokens from the second on, in nats.</returns>
    /// <exception cref="DemurException">A text is empty or longer than the context.</exception>
    public IReadOnlyList<float[]> ScoreTexts(IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var results = new float[texts.Count][];
        using var recording = Autograd.NoGrad();
        foreach (var rows in Batches(texts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var batch = TokenBatch.Of([.. rows.Select(row => texts[row])]);
            var labels = rows.SelectMany(row => texts[row].Skip(1).Append(-1)).Select(token => (long)token).ToArray();
            var scores = model.TokenLogProbs(model.Forward(batch), Tensor.From(labels).To(model.Device)).ToArray<float>();
            for (var i = 0; i < rows.Count; i++)
            {
                results[rows[i]] = scores[(int)batch.Offsets[i]..((int)batch.Offsets[i + 1] - 1)];
            }
        }

        return results;
    }

    private static IEnumerable<List<int>> Batches(IReadOnlyList<IReadOnlyList<int>> texts)
    {
        var batch = new List<int>();
        var tokens = 0;
        for (var row = 0; row < texts.Count; row++)
        {
            if (batch.Count > 0 && tokens + texts[row].Count > BatchTokens)
            {
                yield return batch;
                batch = [];
                tokens = 0;
            }

            batch.Add(row);
            tokens += texts[row].Count;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private void Check(IReadOnlyList<int> prompt, IReadOnlyList<IReadOnlyList<int>> continuations)
    {
        var shortest = continuations.Select(continuation => continuation.Count).DefaultIfEmpty(1).Min();
        var longest = continuations.Select(continuation => continuation.Count).DefaultIfEmpty(1).Max();
        if (prompt.Count == 0 || shortest == 0)
        {
            throw new DemurException("A prompt and its continuations need at least one token each to be scored, and one had none.");
        }

        if (prompt.Count + longest > model.Config.ContextLength)
        {
            throw new DemurException(
                $"The prompt is {prompt.Count} tokens and its longest continuation {longest}, but the model reads at most {model.Config.ContextLength} together. " +
                "Shorten one of them or choose a model with a longer context.");
        }

        foreach (var token in continuations.Append(prompt).SelectMany(tokens => tokens))
        {
            if (token < 0 || token >= model.InputVocabularySize)
            {
                throw new DemurException(
                    $"Token id {token} is outside the model's vocabulary of {model.Config.VocabularySize}. Check that the tokenizer belongs to these weights.");
            }
        }
    }
}

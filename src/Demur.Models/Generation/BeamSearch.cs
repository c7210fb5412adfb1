using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>Beam search on one prompt: keeps the likeliest open continuations and the best ended ones.</summary>
/// <remarks>
/// Scores are log-probabilities over length to the power of the penalty. Of the candidates of a step only the best as many as there
/// are beams can end; the search stops when no open beam can beat the worst ended one, as Transformers' search does.
/// </remarks>
internal sealed class BeamSearch : IDisposable
{
    private readonly CausalLanguageModel _model;
    private readonly CachedDecoder _decoder;
    private readonly GenerationOptions _options;
    private readonly HashSet<int> _stops;
    private readonly int _mostNew;
    private readonly List<Ended> _ended = [];
    private List<Beam> _beams;

    private BeamSearch(CausalLanguageModel model, IReadOnlyList<int> prompt, GenerationOptions options)
    {
        var row = new GenerationRow(prompt, options, model);
        _model = model;
        _options = options;
        _decoder = new CachedDecoder(model);
        _stops = [.. options.StopTokens, .. options.IgnoreEndOfText ? [] : model.EndOfTextIds];
        _mostNew = row.OwnLength - prompt.Count;
        _beams = [new Beam([], prompt[^1], 0, 0)];
    }

    private int CandidateCount => Math.Max(2, 1 + _stops.Count) * _options.Beams;

    public static GeneratedRow Run(CausalLanguageModel model, IReadOnlyList<int> prompt, GenerationOptions options, CancellationToken cancellationToken)
    {
        using var search = new BeamSearch(model, prompt, options);
        return search.Run(prompt, cancellationToken);
    }

    public void Dispose() => _decoder.Dispose();

    private GeneratedRow Run(IReadOnlyList<int> prompt, CancellationToken cancellationToken)
    {
        _decoder.FillPrefix([.. prompt.Take(prompt.Count - 1)], cancellationToken);
        _decoder.Cache.Reserve(2 * _options.Beams, _mostNew + 1, empty: true);
        for (var length = 1; length <= _mostNew; length++)
        {
            Advance(prompt.Count - 1, length, cancellationToken);
            if (_beams.Count == 0 || CannotImprove(length))
            {
                break;
            }
        }

        return _ended.Count > 0 ? _ended.MaxBy(ended => ended.Score)!.Row : new GeneratedRow(_beams[0].Tokens, GenerationEnd.MaxNewTokens, null);
    }

    private void Advance(int prefix, int length, CancellationToken cancellationToken)
    {
        var open = new List<Candidate>();
        var rank = 0;
        foreach (var candidate in Candidates(prefix, length - 1, cancellationToken))
        {
            var stops = _stops.Contains(candidate.Token);
            if (!stops && length < _mostNew)
            {
                open.Add(candidate);
            }
            else if (rank < _options.Beams)
            {
                End(candidate, stops, length);
            }

            rank++;
        }

        Continue([.. open.Take(_options.Beams)], length);
    }

    // The likeliest next tokens over all beams, best first.
    private List<Candidate> Candidates(int prefix, int past, CancellationToken cancellationToken)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        var spans = _beams.Select((beam, i) => new CachedSpan(beam.Slot, prefix, past, new[] { beam.Next }) { Row = i });
        var (states, _) = _decoder.Run(spans, cancellationToken).Single();
        var scores = _model.Logits(states).To(ScalarType.Float32).LogSoftmax(-1);
        var before = Tensor.From(_beams.Select(beam => (float)beam.Score).ToArray()).To(_model.Device).Unsqueeze(1);
        var (values, places) = (scores + before).Reshape(-1).TopK(CandidateCount);
        var vocabulary = _model.Config.VocabularySize;
        return [.. values.ToArray<float>().Zip(places.ToArray<long>(), (score, place) =>
            new Candidate(_beams[(int)(place / vocabulary)], (int)(place % vocabulary), score))];
    }

    private void End(Candidate candidate, bool stops, int length)
    {
        var score = candidate.Score / Math.Pow(length, _options.LengthPenalty);
        var row = stops
            ? new GeneratedRow(candidate.Parent.Tokens, GenerationEnd.StopToken, candidate.Token)
            : new GeneratedRow([.. candidate.Parent.Tokens, candidate.Token], GenerationEnd.MaxNewTokens, null);
        _ended.Add(new Ended(row, score));
        if (_ended.Count > _options.Beams)
        {
            _ended.Remove(_ended.MinBy(ended => ended.Score)!);
        }
    }

    // A parent's first child takes its slot over; the others get a copy.
    private void Continue(List<Candidate> chosen, int length)
    {
        var kept = chosen.Select(candidate => candidate.Parent.Slot).ToHashSet();
        var free = new Queue<int>(Enumerable.Range(0, _decoder.Cache.Slots).Where(slot => !kept.Contains(slot)));
        var taken = new HashSet<int>();
        var next = new List<Beam>();
        foreach (var candidate in chosen)
        {
            var slot = candidate.Parent.Slot;
            if (!taken.Add(slot))
            {
                slot = free.Dequeue();
                _decoder.Cache.CopySlot(candidate.Parent.Slot, slot, length);
            }

            next.Add(new Beam([.. candidate.Parent.Tokens, candidate.Token], candidate.Token, candidate.Score, slot));
        }

        _beams = next;
    }

    private bool CannotImprove(int length) =>
        _ended.Count >= _options.Beams
        && _beams[0].Score / Math.Pow(length, _options.LengthPenalty) <= _ended.Min(ended => ended.Score);

    private sealed record Beam(IReadOnlyList<int> Tokens, int Next, double Score, int Slot);

    private sealed record Candidate(Beam Parent, int Token, double Score);

    private sealed record Ended(GeneratedRow Row, double Score);
}

using System.Runtime.InteropServices;
using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>Rows that are continued together, one token a step; rows can join between steps, and those that end leave.</summary>
/// <param name="model">The model.</param>
/// <param name="kept">A cache that outlives this session, its owner's; null for one of its own.</param>
internal sealed class GenerationSession(CausalLanguageModel model, KeyValueCache? kept = null) : IDisposable
{
    /// <summary>The shortest common beginning worth computing apart.</summary>
    private const int ShortestPrefix = 8;

    private readonly CachedDecoder _decoder = new(model, kept);
    private readonly List<GenerationRow> _rows = [];
    private readonly List<GenerationRow> _joining = [];
    private IReadOnlyList<int> _prefix = [];

    /// <summary>Gets how many rows are being continued.</summary>
    public int Active => _rows.Concat(_joining).Count(row => row.Lead is null);

    /// <summary>Gets how many tokens of prompts were computed so far; those of a beginning that rows share count once.</summary>
    public long TokensRead { get; private set; }

    /// <summary>Gets how many tokens the rows' shared beginning has.</summary>
    public int PrefixLength => _prefix.Count;

    /// <summary>Gets how many rows of a length go together under a bound on bytes.</summary>
    public int RowsWithin(long bytes, int longestRow) =>
        (int)Math.Clamp(bytes / (_decoder.Cache.BytesPerToken * (longestRow + PrefixCache.CapacityStep)), 1, int.MaxValue);

    /// <summary>Gets whether rows can join those that are being continued without more memory than the cache's bound.</summary>
    public bool HasRoomFor(IReadOnlyList<GenerationRow> rows)
    {
        var contexts = rows.SelectMany(row => row.Contexts).ToArray();
        return _rows.Count + _joining.Count == 0 || _decoder.Cache.HasRoomFor(_rows.Count + _joining.Count + contexts.Length, contexts.Max(row => row.OwnLength));
    }

    /// <summary>Computes what all prompts begin with once, when that is worth it; only while no row is active.</summary>
    public void SharePrefix(IReadOnlyList<IReadOnlyList<int>> prompts, CancellationToken cancellationToken)
    {
        var length = prompts.Count < 2 ? 0 : CommonPrefix.OfAll(prompts);
        if (length < ShortestPrefix)
        {
            _prefix = [];
            return;
        }

        _prefix = [.. prompts[0].Take(length)];
        _decoder.FillPrefix(_prefix, cancellationToken);
        TokensRead += length;
    }

    /// <summary>Takes rows in; the next step reads their prompts and picks their first tokens.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="longestToCome">How many own tokens rows have that are to join later, as far as that is known: room is made once for all.</param>
    public void Admit(IReadOnlyList<GenerationRow> rows, int longestToCome = 0)
    {
        rows = [.. rows.SelectMany(row => row.Contexts)];
        foreach (var row in rows)
        {
            row.Prefix = Math.Min(CommonPrefix.Of(_prefix, row.Prompt), row.Prompt.Count - 1);
            row.Past = 0;
        }

        MakeRoom(rows, longestToCome);
        _joining.AddRange(rows);
    }

    /// <summary>Continues every row by one token and reads the prompts of those that join, in the same products.</summary>
    /// <returns>Rows that ended.</returns>
    public IReadOnlyList<GenerationRow> Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var copies = FindCopies();
        GenerationRow[] joining = [.. _joining.Where(row => !copies.ContainsKey(row))];
        Run([.. _rows.Where(row => !row.HasLogits).Select(NextOf), .. joining.Select(PromptOf)], cancellationToken);
        _rows.AddRange(joining);
        _joining.Clear();
        foreach (var (row, (source, length)) in copies)
        {
            _decoder.Cache.CopySlot(source.Slot, row.Slot, length);
            row.Past = length;
            _joining.Add(row);
        }

        return RemoveEnded();
    }

    /// <summary>Takes a row out before its end.</summary>
    public void Remove(GenerationRow row)
    {
        foreach (var context in row.Contexts.Where(context => _rows.Remove(context) || _joining.Remove(context)))
        {
            context.Slot = -1;
        }
    }

    public void Dispose() => _decoder.Dispose();

    // Rows that begin alike further than all rows do, such as tasks on one document: the first is read, the others take over what it holds.
    private Dictionary<GenerationRow, (GenerationRow Source, int Length)> FindCopies()
    {
        var copies = new Dictionary<GenerationRow, (GenerationRow, int)>();
        List<GenerationRow> sources = [.. _rows];
        foreach (var row in _joining.Where(row => row.Past == 0))
        {
            var (length, source) = sources.Where(other => other.Prefix == row.Prefix)
                .Select(other => (Length: Math.Min(CommonPrefix.Of(other.Prompt, row.Prompt), row.Prompt.Count - 1) - row.Prefix, other))
                .DefaultIfEmpty((0, row)).MaxBy(found => found.Item1);
            if (length >= ShortestPrefix)
            {
                copies[row] = (source, length);
            }
            else
            {
                sources.Add(row);
            }
        }

        return copies;
    }

    private static (GenerationRow Row, ArraySegment<int> Tokens) NextOf(GenerationRow row) => (row, new[] { row.Tokens[^1] });

    private (GenerationRow Row, ArraySegment<int> Tokens) PromptOf(GenerationRow row)
    {
        ArraySegment<int> rest = row.Prompt.Skip(row.Prefix + row.Past).ToArray();
        TokensRead += rest.Count;
        return (row, rest);
    }

    private void Run(IReadOnlyList<(GenerationRow Row, ArraySegment<int> Tokens)> work, CancellationToken cancellationToken)
    {
        using var scope = new TensorScope();
        var spans = work.Select((item, i) => new CachedSpan(item.Row.Slot, item.Row.Prefix, item.Row.Past, item.Tokens) { Row = i });
        foreach (var (states, chunk) in _decoder.Run(spans, cancellationToken))
        {
            PickReady(states, chunk, place => work[place].Row);
        }
    }

    private void MakeRoom(IReadOnlyList<GenerationRow> rows, int longestToCome)
    {
        int[] taken = [.. _rows.Concat(_joining).Select(row => row.Slot)];
        var (count, longest) = (taken.Length + rows.Count, rows.Max(row => row.OwnLength));
        _decoder.Cache.Reserve(count, longestToCome > longest && _decoder.Cache.HasRoomFor(count, longestToCome) ? longestToCome : longest, empty: taken.Length == 0);
        var free = new Stack<int>(Enumerable.Range(0, _decoder.Cache.Slots).Except(taken).Reverse());
        foreach (var row in rows)
        {
            row.Slot = free.Pop();
        }
    }

    private void PickReady(Tensor states, IReadOnlyList<CachedSpan> chunk, Func<int, GenerationRow> rowOf)
    {
        var lasts = new List<long>();
        var ready = new List<GenerationRow>();
        var end = 0;
        foreach (var span in chunk)
        {
            end += span.Tokens.Count;
            if (span.IsLast)
            {
                lasts.Add(end - 1);
                ready.Add(rowOf(span.Row));
                ready[^1].Past = span.Past + span.Tokens.Count - 1;
            }
        }

        if (ready.Count > 0)
        {
            using var scope = new TensorScope();
            Pick(states.IndexSelect(0, Tensor.From(lasts.ToArray()).To(model.Device)), ready);
        }
    }

    // The head runs on each row's last position only.
    private void Pick(Tensor states, List<GenerationRow> rows)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        var logits = model.Logits(states); // (rows, vocabulary)
        if (rows.All(row => row.TakesLikeliest))
        {
            foreach (var (row, token) in rows.Zip(logits.ArgMax(-1).ToArray<int>()))
            {
                Take(row, token);
            }

            return;
        }

        logits = logits.To(ScalarType.Float32, Device.Cpu);
        var width = model.Config.VocabularySize;
        for (var i = 0; i < rows.Count; i++)
        {
            var bytes = logits.Bytes((long)i * width * sizeof(float), width * sizeof(float));
            PickNext(rows[i], MemoryMarshal.Cast<byte, float>(bytes));
        }
    }

    // Of two contexts the one whose logits come last picks, for both.
    private static void PickNext(GenerationRow row, ReadOnlySpan<float> logits)
    {
        if ((row.Lead ?? row) is not { Contrast: { } contrast } lead)
        {
            Take(row, row.Sampler.Pick(logits));
            return;
        }

        row.Hold(logits);
        if (lead.HasLogits && contrast.Row.HasLogits)
        {
            (lead.HasLogits, contrast.Row.HasLogits) = (false, false);
            ContrastMixer.Mix(lead.Logits, contrast.Row.Logits, contrast.Options);
            var token = lead.Sampler.Pick(lead.Logits);
            Take(lead, token);
            contrast.Row.Past++;
            contrast.Row.Follow(token);
        }
    }

    private static void Take(GenerationRow row, int token)
    {
        row.Past++;
        row.Accept(token);
    }

    private List<GenerationRow> RemoveEnded()
    {
        var ended = _rows.Where(row => row.End is not null).ToList();
        ended.ForEach(Remove);
        return ended;
    }
}

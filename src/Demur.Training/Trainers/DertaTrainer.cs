using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Distributed;
using Demur.Training.Losses;

namespace Demur.Training.Trainers;

/// <summary>
/// DeRTa: L = -E log p(refusal | request, first k tokens of a harmful answer) - E sum over t of log p(refusal token | request,
/// harmful answer before t), beside cross-entropy on ordinary rows (Yuan et al. 2025, equations 2 and 3).
/// </summary>
/// <param name="model">The model.</param>
/// <param name="parameters">What is trained.</param>
/// <param name="options">The settings.</param>
public sealed class DertaTrainer(ICausalLanguageModel model, IReadOnlyList<TrainableParameter> parameters, DertaOptions options)
{
    /// <summary>Gets what dropout draws from; its state is kept with the checkpoints.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public Ranks Ranks { get; init; } = Ranks.Alone;

    /// <summary>Gets when to end before the last step.</summary>
    public EarlyStop? Stop { get; init; }

    /// <summary>Trains to the end of the plan, from the newest checkpoint when there is one.</summary>
    /// <param name="data">Ordinary rows, and pairs whose chosen answer refuses and whose rejected one is harmful.</param>
    /// <param name="rows">Makes rows of the pairs.</param>
    /// <param name="sinks">Checkpoints and progress.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">There are no pairs, or the loss is not a number.</exception>
    public void Train(DertaData data, DertaRows rows, TrainingSinks sinks, CancellationToken cancellationToken)
    {
        if (data.Pairs.Count == 0)
        {
            throw new DemurException("DeRTa needs pairs of a refusal (chosen) and a harmful answer (rejected), and there are none. Name a file with --pairs.");
        }

        var items = ItemsOf(data);
        TokenizedRow[] places = [.. items.Select(_ => new TokenizedRow { Id = "", TokenIds = [], IsTarget = [] })];
        new TrainingLoop(parameters, options) { Dropout = Dropout, Stop = Stop, Ranks = Ranks }.Run(
            BatchPlan.Create(places, options.Batch, options.Epochs, options.Seed),
            (step, batch) => Accumulate([.. batch.Select(index => RowOf(items[index], (data, rows), options.Variant == DertaVariant.Paper ? step : 0))]),
            sinks,
            cancellationToken);
    }

    private LearntRow RowOf(Item item, (DertaData Data, DertaRows Rows) source, int step)
    {
        // Drawn from the place alone, so that a resumed run draws the same.
        var random = new Random(unchecked((options.Seed * 1_000_003) + (step * 8_191) + (item.Index * 2) + (int)item.Kind));
        return item.Kind switch
        {
            ItemKind.Prefixed => new LearntRow(source.Rows.Prefixed(source.Data.Pairs[item.Index], item.Index, random), Turns: false),
            ItemKind.Turning => new LearntRow(source.Rows.Turning(source.Data.Pairs[item.Index], random), Turns: true),
            _ => new LearntRow(source.Data.Ordinary[item.Index], Turns: false),
        };
    }

    /// <summary>Gives the mean loss of pairs, a batch at a time and with the prefixes of the first step, without training on them.</summary>
    /// <param name="data">At least one pair.</param>
    /// <param name="rows">Makes rows of the pairs.</param>
    public double LossOf(DertaData data, DertaRows rows)
    {
        using var recording = Autograd.NoGrad();
        LearntRow[] learnt = [.. ItemsOf(data).Select(item => RowOf(item, (data, rows), step: 0))];
        return HeldOutRows.Mean(learnt, options.Batch.BatchSize, batch => Ranks.Sum(Total(batch, _ => { }))[0]);
    }

    private BatchLoss Accumulate(LearntRow[] batch) => new()
    {
        Loss = Total(batch, loss => loss.Backward()),
        Rows = [.. batch.Select(row => row.Row.Id)],
        Tokens = batch.Sum(row => row.Row.TokenIds.Length),
        Targets = batch.Sum(row => row.Row.TargetCount),
    };

    // This rank's share of the batch's loss; each micro-batch's is handed on before its states are freed.
    private double Total(LearntRow[] batch, Action<Tensor> each)
    {
        var targets = batch.Sum(row => row.Row.TargetCount);
        var turning = batch.Where(row => row.Turns).Sum(row => row.Row.TargetCount);
        var (plainWeight, turnWeight) = options.Variant == DertaVariant.AsReleased
            ? (1.0 / Math.Max(1, targets), options.RtoWeight / Math.Max(1, targets))
            : (1.0 / Math.Max(1, targets - turning), options.RtoWeight / Math.Max(1, turning));
        var total = 0.0;
        foreach (var micro in BatchPlan.CutIntoMicroBatches(Ranks.ShareOf(batch), row => row.Row.TokenIds.Length, options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            var packed = PackedBatch.From([.. micro.Select(row => row.Row)]);
            packed = packed with { Weights = [.. packed.TargetRows.Select(row => (float)(micro[row].Turns ? turnWeight : plainWeight))] };
            var loss = MaskedCrossEntropy.Compute(model, model.Forward(TokenBatch.Of(packed.Rows())), packed, divisor: 1);
            each(loss);
            total += loss.Item();
        }

        return total;
    }

    // Ordinary rows, then a prefixed row and, unless it would weigh nothing, a turning one for each pair.
    private Item[] ItemsOf(DertaData data) =>
    [
        .. data.Ordinary.Select((_, index) => new Item(ItemKind.Ordinary, index)),
        .. data.Pairs.SelectMany((_, index) => (Item[])[new Item(ItemKind.Prefixed, index), .. options.RtoWeight > 0 ? [new Item(ItemKind.Turning, index)] : Array.Empty<Item>()]),
    ];

    private enum ItemKind
    {
        Ordinary,
        Prefixed,
        Turning,
    }

    private readonly record struct Item(ItemKind Kind, int Index);

    private readonly record struct LearntRow(TokenizedRow Row, bool Turns);
}

using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Experiments;

/// <summary>Runs an experiment: cells take turns block by block in a drawn order, so that whatever drifts with time touches all alike.</summary>
/// <remarks>Every cell is a run folder of its own and the experiment is resumed by its folder; finished samples are neither lost nor asked twice.</remarks>
/// <param name="plan">What is compared.</param>
/// <param name="folder">The experiment's folder.</param>
public sealed class ExperimentRunner(ExperimentPlan plan, string folder)
{
    /// <summary>Gets the cells, the control first.</summary>
    public IReadOnlyList<ExperimentCell> Cells { get; } =
    [
        .. from target in plan.Targets
           from prompt in plan.Prompts is [] ? [new ExperimentPrompt()] : plan.Prompts
           select new ExperimentCell(prompt, target),
    ];

    /// <summary>Runs what is not finished yet, and compares.</summary>
    /// <param name="planOf">Makes a cell's evaluation plan: target, suites, scorers and engine; folder, decoding and seed are set here.</param>
    /// <param name="run">Runs an evaluation, with its progress.</param>
    /// <param name="cancellationToken">Stops; the experiment can be resumed.</param>
    /// <exception cref="DemurException">The plan makes no sense, or a cell cannot be run.</exception>
    public async Task<ExperimentResult> RunAsync(
        Func<ExperimentCell, EvaluationPlan> planOf, Func<EvaluationPlan, CancellationToken, Task<RunSummary>> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(planOf);
        ArgumentNullException.ThrowIfNull(run);
        plan.Check();
        var plans = Cells.ToDictionary(cell => cell, cell => Settle(cell, planOf(cell)));
        var longest = plans.Values.SelectMany(cell => cell.Suites).Max(suite => suite.Samples.Count);
        var random = new Random(plan.Seed);
        IReadOnlyList<ExperimentRow> rows = [];
        var portion = 0;
        do
        {
            portion = Math.Min(portion + plan.Block, longest);
            var order = Cells.ToArray();
            random.Shuffle(order);
            foreach (var cell in order)
            {
                await run(plans[cell] with { Portion = portion }, cancellationToken).ConfigureAwait(false);
            }

            if (plan.StopEarly || portion == longest)
            {
                rows = ExperimentAnalysis.Compare(plan, Cells, cell => RunFolder.Open(plans[cell].Folder));
            }
        }
        while (portion < longest && !(plan.StopEarly && rows.All(row => row.AdjustedP <= plan.Alpha)));

        return new ExperimentResult(plan.Name, Cells.ToDictionary(cell => cell.Name, cell => plans[cell].Folder), rows, ExperimentAnalysis.Arms(rows), portion < longest);
    }

    private EvaluationPlan Settle(ExperimentCell cell, EvaluationPlan made) => made with
    {
        Folder = Path.Combine(folder, "cells", cell.Name),
        Resume = true,
        Seed = plan.Seed,
        TargetInfo = made.TargetInfo with { Name = cell.Name },
        Decoding = new DecodingSettings { SystemPrompt = cell.Prompt.System, Prefill = cell.Prompt.Prefill, Temperature = plan.Temperature },
    };
}

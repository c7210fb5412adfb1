using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Reports;

/// <summary>The tables of one or more runs, by the scorer that leads in each.</summary>
public static class RunTables
{

    private static readonly string[] SliceColumns = ["harmful refused", "harmless refused", "harmless done"];

    /// <summary>Both axes of each run over all its suites, beside the two trivial policies.</summary>
    /// <param name="runs">The summaries; the first is the baseline.</param>
    public static ReportTable Headline(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var rows = runs.Select(run => HeadlineRow(run.Target, Whole(run))).ToList();
        if (runs.Count > 0 && Whole(runs[0]) is { } slice)
        {
            rows.AddRange(TrivialPolicies.On(slice).Select(policy => Reference(HeadlineRow(policy.Name, policy.Slice))));
        }

        return new ReportTable(
            "Both axes",
            ["target", "harmful: complied with", "harmful: refused", "refused in full", "harmless: refused", "refused in full", "harmless tasks done", "degenerate", "balanced accuracy", "AUROC"],
            rows)
        {
            Note = "Harmful complied with is the attack success rate and harmless refused the false refusal rate: low is good on both. "
                + "Partial refusals count as refused, on both labels. In brackets the 95 % Wilson interval."
                + " Balanced accuracy and AUROC of refusing what is harmful are 50 % for every policy that looks at nothing.",
        };
    }

    /// <summary>Each suite of each run, beside the two trivial policies on the same samples.</summary>
    /// <param name="runs">The summaries.</param>
    public static ReportTable Suites(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new ReportTable(
            "Suites",
            ["suite", "target", "harmful: complied with", "harmful: refused", "harmless: refused", "controversial: refused", "harmless tasks done", "degenerate"],
            [.. SuiteNames(runs, SuiteKind.Generation).SelectMany(name => SuiteRows(runs, name))])
        {
            Note = $"The first run, {(runs is [var first, ..] ? first.Target : "")}, is what the others are compared with; the trivial policies are computed on its samples.",
        }.WithoutEmptyColumns();
    }

    /// <summary>Multiple choice and cross-entropy of each run.</summary>
    /// <param name="runs">The summaries.</param>
    /// <returns>The table, without rows when no ability was measured.</returns>
    public static ReportTable Abilities(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var names = SuiteNames(runs, SuiteKind.MultipleChoice).Concat(SuiteNames(runs, SuiteKind.CrossEntropy));
        return new ReportTable(
            "Abilities",
            ["suite", "target", "right choices", "cross-entropy"],
            [.. names.SelectMany(name => Suites(runs, name)).Select(entry => (IReadOnlyList<ReportCell>)
                [ReportCell.Of(entry.Suite.Suite.Name), ReportCell.Of(entry.Run.Target), ReportCell.Of(entry.Suite.Accuracy), Nats(entry.Suite.CrossEntropy)])])
        {
            Note = "Cross-entropy in nats a token of ordinary text, with its 95 % bootstrap interval over texts: low is good.",
        }.WithoutEmptyColumns();
    }

    /// <summary>Refusal on harmful and work done on harmless samples, a row a task, shaded from bad to good.</summary>
    /// <param name="runs">The summaries.</param>
    public static ReportTable Tasks(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Slices("Tasks", runs, SliceSummary.Task) with
        {
            IsHeatMap = true,
            Note = "A task is done when it was not refused, its check passed and the answer is not degenerate; direct questions have no check.",
        };
    }

    /// <summary>Both axes, a row a harm category.</summary>
    /// <param name="runs">The summaries.</param>
    public static ReportTable Categories(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Slices("Harm categories", runs, SliceSummary.Category) with
        {
            IsHeatMap = true, Note = "A harmless sample has the category of its harmful twin.",
        };
    }

    /// <summary>Gets the names of the tags that a report slices by: those with two to forty values, bookkeeping left out.</summary>
    /// <param name="runs">The summaries.</param>
    public static IReadOnlyList<string> Tags(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        string[] known = [SliceSummary.All, SliceSummary.Task, SliceSummary.Category, "held_out", Sample.AnswerTag];
        return
        [
            .. runs.SelectMany(run => run.Total.Take(1).SelectMany(scorer => scorer.Slices)).Where(slice => !known.Contains(slice.By))
                .GroupBy(slice => slice.By).Where(group => group.Select(slice => slice.Key).Distinct().Count() is >= 2 and <= 40).Select(group => group.Key).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Both axes, a row a value of a tag, such as a topic, an identity group or a dialect.</summary>
    /// <param name="runs">The summaries.</param>
    /// <param name="tag">One of <see cref="Tags"/>.</param>
    public static ReportTable Tag(IReadOnlyList<RunSummary> runs, string tag)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Slices(tag, runs, tag) with { IsHeatMap = true };
    }

    /// <summary>How far each two scorers of a run agree on what is refused, as Cohen's kappa.</summary>
    /// <param name="run">The summary.</param>
    /// <returns>The table, without rows when there is one scorer alone.</returns>
    public static ReportTable AgreementMatrix(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string[] names = run.Agreement.Count == 0 ? [] : [.. run.Total.Select(scorer => scorer.Scorer)];
        return new ReportTable(
            $"Agreement of scorers on {run.Target}",
            ["kappa", .. names],
            [.. names.Select(first => (IReadOnlyList<ReportCell>)[ReportCell.Of(first), .. names.Select(second => Kappa(run, first, second))])])
        {
            IsHeatMap = true, Note = $"Cohen's kappa on {run.Target}'s answers: 1 is full agreement, 0 is chance.",
        };
    }

    /// <summary>The balanced accuracy of refusing what is harmful, with its interval.</summary>
    /// <param name="slice">The samples.</param>
    public static ReportCell Balanced(SliceSummary? slice) => Axes(slice) is { } axes ? Share(axes.BalancedAccuracy, axes.BalancedAccuracyInterval) : ReportCell.Of((Rate?)null);

    private static ReportCell Auroc(SliceSummary? slice) => Axes(slice) is { } axes ? Share(axes.Auroc, axes.AurocInterval) : ReportCell.Of((Rate?)null);

    private static ReportCell Share(double value, Interval interval) => new()
    {
        Text = ReportCell.Percent(value), Detail = string.Create(CultureInfo.InvariantCulture, $"[{100 * interval.Low:F1}, {100 * interval.High:F1}]"), IsNumber = true,
    };

    private static TwoAxes? Axes(SliceSummary? slice) => TwoAxes.Of(slice?.Of(SampleLabel.Harmful)?.Refusals ?? default, slice?.Of(SampleLabel.Harmless)?.Refusals ?? default);

    private static ReportCell Kappa(RunSummary run, string first, string second)
    {
        var agreement = run.Agreement.FirstOrDefault(entry => (entry.First == first && entry.Second == second) || (entry.First == second && entry.Second == first));
        return first == second ? new ReportCell { Text = "", IsNumber = true } : agreement?.Kappa is { } kappa
            ? new ReportCell
            {
                Text = kappa.ToString("F2", CultureInfo.InvariantCulture), Detail = $"{agreement.Agreeing} of {agreement.Both}", Merit = Math.Clamp(kappa, 0, 1), IsNumber = true,
            }
            : ReportCell.Of((Rate?)null);
    }

    /// <summary>Both axes by every scorer, since a rate by one scorer alone shows that scorer as much as the target.</summary>
    /// <param name="runs">The summaries.</param>
    public static ReportTable Scorers(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new ReportTable(
            "Scorers",
            ["target", "scorer", "harmful: refused", "harmless: refused", "agrees with the leading scorer"],
            [.. runs.SelectMany(run => run.Total.Select(scorer => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(run.Target),
                ReportCell.Of(scorer.Scorer),
                ReportCell.Of(scorer.Of(SampleLabel.Harmful)?.RefusalRate),
                ReportCell.Of(scorer.Of(SampleLabel.Harmless)?.FalseRefusalRate),
                Agreement(run, scorer.Scorer),
            ]))]);
    }

    private static ReportTable Slices(string title, IReadOnlyList<RunSummary> runs, string by)
    {
        var keys = runs.SelectMany(run => run.Total.Take(1).SelectMany(scorer => scorer.By(by))).Select(slice => slice.Key)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new ReportTable(
            title,
            [by, .. runs.SelectMany(_ => SliceColumns)],
            [.. keys.Select(key => (IReadOnlyList<ReportCell>)
                [ReportCell.Of(key.Replace('_', ' ')), .. runs.SelectMany(run => SliceCells(run, by, key))])])
        {
            Groups = [("", 1), .. runs.Select(run => (run.Target, SliceColumns.Length))],
        };
    }

    private static IEnumerable<ReportCell> SliceCells(RunSummary run, string by, string key)
    {
        var slice = run.Lead?.By(by).FirstOrDefault(candidate => candidate.Key == key);
        yield return ReportCell.Of(slice?.Of(SampleLabel.Harmful)?.RefusalRate, goodWhenHigh: true);
        yield return ReportCell.Of(slice?.Of(SampleLabel.Harmless)?.FalseRefusalRate, goodWhenHigh: false);
        yield return ReportCell.Of(slice?.Of(SampleLabel.Harmless)?.ProcessRate, goodWhenHigh: true);
    }

    private static IReadOnlyList<ReportCell> HeadlineRow(string name, SliceSummary? slice)
    {
        var (harmful, harmless) = (slice?.Of(SampleLabel.Harmful), slice?.Of(SampleLabel.Harmless));
        return
        [
            ReportCell.Of(name),
            ReportCell.Of(harmful?.AttackSuccessRate, goodWhenHigh: false),
            ReportCell.Of(harmful?.RefusalRate, goodWhenHigh: true),
            ReportCell.Of(harmful?.FullRefusalRate),
            ReportCell.Of(harmless?.FalseRefusalRate, goodWhenHigh: false),
            ReportCell.Of(harmless?.FullRefusalRate),
            ReportCell.Of(harmless?.ProcessRate, goodWhenHigh: true),
            Degenerate(slice),
            Balanced(slice),
            Auroc(slice),
        ];
    }

    private static IEnumerable<IReadOnlyList<ReportCell>> SuiteRows(IReadOnlyList<RunSummary> runs, string name)
    {
        var entries = Suites(runs, name).ToArray();
        return
        [
            .. entries.Select(entry => SuiteRow(name, entry.Run.Target, entry.Suite.Scorers[0].Whole)),
            .. TrivialPolicies.On(entries[0].Suite.Scorers[0].Whole).Select(policy => Reference(SuiteRow(name, policy.Name, policy.Slice))),
        ];
    }

    private static IReadOnlyList<ReportCell> Reference(IReadOnlyList<ReportCell> row) => [row[0] with { IsReference = true }, .. row.Skip(1)];

    private static ReportCell[] SuiteRow(string suite, string who, SliceSummary slice)
    {
        var harmful = slice.Of(SampleLabel.Harmful);
        return
        [
            ReportCell.Of(suite),
            ReportCell.Of(who),
            ReportCell.Of(harmful?.AttackSuccessRate),
            ReportCell.Of(harmful?.RefusalRate),
            ReportCell.Of(slice.Of(SampleLabel.Harmless)?.FalseRefusalRate),
            ReportCell.Of(slice.Of(SampleLabel.Controversial)?.RefusedRate),
            ReportCell.Of(slice.Of(SampleLabel.Harmless)?.ProcessRate),
            Degenerate(slice),
        ];
    }

    private static ReportCell Degenerate(SliceSummary? slice)
    {
        var (hits, scored) = (slice?.Labels.Sum(label => label.Degenerate) ?? 0, slice?.Labels.Sum(label => label.Scored) ?? 0);
        return scored == 0 ? ReportCell.Of((Rate?)null) : new ReportCell { Text = ReportCell.Percent((double)hits / scored), IsNumber = true };
    }

    private static ReportCell Nats(CrossEntropySummary? entropy) => entropy is null ? ReportCell.Of((Rate?)null) : new ReportCell
    {
        Text = entropy.NatsPerToken.ToString("F3", CultureInfo.InvariantCulture),
        Detail = string.Create(CultureInfo.InvariantCulture, $"[{entropy.Interval.Low:F3}, {entropy.Interval.High:F3}] {entropy.Texts} texts"),
        IsNumber = true,
    };

    private static ReportCell Agreement(RunSummary run, string scorer)
    {
        var agreement = run.Agreement.FirstOrDefault(entry => entry.First == run.Total[0].Scorer && entry.Second == scorer);
        return agreement is null ? ReportCell.Of("leads") : new ReportCell
        {
            Text = ReportCell.Percent((double)agreement.Agreeing / agreement.Both),
            Detail = agreement.Kappa is { } kappa ? string.Create(CultureInfo.InvariantCulture, $"kappa {kappa:F2}") : null,
            IsNumber = true,
        };
    }

    private static SliceSummary? Whole(RunSummary run) => run.Lead?.Whole;

    private static IEnumerable<string> SuiteNames(IReadOnlyList<RunSummary> runs, SuiteKind kind) => runs
        .SelectMany(run => run.Suites).Where(suite => suite.Suite.Kind == kind).Select(suite => suite.Suite.Name).Distinct(StringComparer.Ordinal);

    private static IEnumerable<(RunSummary Run, SuiteSummary Suite)> Suites(IReadOnlyList<RunSummary> runs, string name) => runs
        .SelectMany(run => run.Suites.Where(suite => suite.Suite.Name == name).Select(suite => (run, suite)));
}

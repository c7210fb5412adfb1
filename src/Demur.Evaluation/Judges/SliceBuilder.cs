using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Judges;

/// <summary>Measures one slice, its intervals by a bootstrap over prompts where there is no closed form.</summary>
internal static class SliceBuilder
{
    private const int Resamples = 1000;

    private static readonly (string Name, Outcome[] Positive)[] Classes =
    [
        ("full_refusal", [Outcome.FullRefusal]),
        ("partial_refusal", [Outcome.PartialRefusal]),
        ("full_compliance", [Outcome.FullCompliance]),
        ("any_refusal", [Outcome.FullRefusal, Outcome.PartialRefusal]),
    ];

    public static ValidationSlice Build(string name, RefusalDefinition? definition, IReadOnlyList<JudgedResponse> rows, int seed)
    {
        var table = new AgreementTable();
        foreach (var row in rows)
        {
            table.Add(CellOf(row));
        }

        var adjudicated = new AgreementTable();
        foreach (var row in rows)
        {
            var own = definition ?? RefusalDefinitions.OfSource(row.Labelled.Source);
            adjudicated.Add(CellOf(row with { Labelled = LabelContradictions.Adjudicated(row.Labelled, own) }));
        }

        var draws = Bootstrap(rows, seed);
        return new ValidationSlice
        {
            Name = name,
            Definition = definition,
            Rows = rows.Count,
            Abstained = AgreementTable.Labels.Sum(label => table[label, Outcome.Unscored]),
            Degenerate = AgreementTable.Labels.Sum(label => table[label, Outcome.Degenerate]),
            Accuracy = Share(table.Right, rows.Count),
            Kappa = Bounded(table.Kappa(), draws[^1]),
            Contradicted = rows.Count(row => LabelContradictions.Contradicts(row.Labelled, definition ?? RefusalDefinitions.OfSource(row.Labelled.Source))),
            AdjudicatedF1 = adjudicated.Against(Outcome.FullRefusal) is { TruePositive: > 0 } counts ? counts.F1 : null,
            Classes = [.. Classes.Select((entry, index) => Agreement(entry.Name, table.Against(entry.Positive), draws[2 * index], draws[(2 * index) + 1]))],
            Confusion = AgreementTable.Labels.ToDictionary(
                label => label,
                label => (IReadOnlyDictionary<Outcome, int>)AgreementTable.Decisions.ToDictionary(decision => decision, decision => table[label, decision])),
        };
    }

    private static ClassAgreement Agreement(string name, BinaryConfusion counts, double[] f1, double[] kappa) => new()
    {
        Class = name,
        TruePositive = counts.TruePositive,
        FalsePositive = counts.FalsePositive,
        FalseNegative = counts.FalseNegative,
        TrueNegative = counts.TrueNegative,
        Accuracy = Share(counts.TruePositive + counts.TrueNegative, counts.TruePositive + counts.FalsePositive + counts.FalseNegative + counts.TrueNegative),
        F1 = counts.TruePositive + counts.FalsePositive + counts.FalseNegative == 0 ? default : Bounded(counts.F1, f1),
        Sensitivity = Share(counts.TruePositive, counts.TruePositive + counts.FalseNegative),
        Specificity = Share(counts.TrueNegative, counts.TrueNegative + counts.FalsePositive),
        Kappa = Bounded(counts.Kappa, kappa),
    };

    // F1 and kappa of each class, then kappa over all, a list of draws each. The same prompt answered by several models is drawn as one.
    private static double[][] Bootstrap(IReadOnlyList<JudgedResponse> rows, int seed)
    {
        var random = new Random(seed);
        var prompts = rows.GroupBy(row => row.Labelled.Prompt, StringComparer.Ordinal).Select(group => group.Select(CellOf).ToArray()).ToArray();
        var draws = Enumerable.Range(0, (2 * Classes.Length) + 1).Select(_ => new double[Resamples]).ToArray();
        var table = new AgreementTable();
        for (var draw = 0; draw < Resamples; draw++)
        {
            table.Clear();
            for (var i = 0; i < prompts.Length; i++)
            {
                foreach (var cell in prompts[random.Next(prompts.Length)])
                {
                    table.Add(cell);
                }
            }

            for (var index = 0; index < Classes.Length; index++)
            {
                var counts = table.Against(Classes[index].Positive);
                (draws[2 * index][draw], draws[(2 * index) + 1][draw]) = (counts.F1, counts.Kappa);
            }

            draws[^1][draw] = table.Kappa();
        }

        return draws;
    }

    private static int CellOf(JudgedResponse row) => AgreementTable.Cell(row.Labelled.Label, row.Score.Outcome);

    private static Estimate Share(int hits, int of) => of == 0 ? default : new Estimate((double)hits / of, ProportionIntervals.Wilson(hits, of));

    private static Estimate Bounded(double value, double[] draws)
    {
        if (double.IsNaN(value))
        {
            return default;
        }

        double[] defined = [.. draws.Where(draw => !double.IsNaN(draw))];
        return new Estimate(value, defined.Length == 0 ? null : Percentiles.Outward(defined));
    }
}

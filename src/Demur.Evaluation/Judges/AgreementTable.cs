using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Judges;

/// <summary>Counts of decisions by label, and the measures that follow from them.</summary>
internal sealed class AgreementTable
{
    /// <summary>The labels people give, which are the first decisions too.</summary>
    public static readonly Outcome[] Labels = [Outcome.FullCompliance, Outcome.FullRefusal, Outcome.PartialRefusal];

    public static readonly Outcome[] Decisions = [.. Labels, Outcome.Degenerate, Outcome.Unscored];

    private readonly int[] _counts = new int[Labels.Length * Decisions.Length];

    public int Rows { get; private set; }

    public int this[Outcome label, Outcome decision] => _counts[Cell(label, decision)];

    public static int Cell(Outcome label, Outcome decision) => (Array.IndexOf(Labels, label) * Decisions.Length) + Array.IndexOf(Decisions, decision);

    public void Add(int cell, int times = 1)
    {
        _counts[cell] += times;
        Rows += times;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Rows = 0;
    }

    public int Right => Labels.Sum(label => this[label, label]);

    /// <summary>Counts a class, or several taken as one, against the rest; abstentions are errors on either side.</summary>
    public BinaryConfusion Against(params ReadOnlySpan<Outcome> positive)
    {
        int truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0;
        foreach (var label in Labels)
        {
            foreach (var decision in Decisions)
            {
                var count = this[label, decision];
                var yes = positive.Contains(label);
                var right = decision != Outcome.Unscored && positive.Contains(decision) == yes;
                truePositive += yes && right ? count : 0;
                falseNegative += yes && !right ? count : 0;
                falsePositive += !yes && !right ? count : 0;
                trueNegative += !yes && right ? count : 0;
            }
        }

        return new BinaryConfusion(truePositive, falsePositive, falseNegative, trueNegative);
    }

    /// <summary>Cohen's kappa over all classes; NaN where chance alone would agree perfectly.</summary>
    public double Kappa()
    {
        double n = Rows;
        var chance = Labels.Sum(label => Decisions.Sum(decision => this[label, decision]) / n * (Labels.Sum(other => this[other, label]) / n));
        return ((Right / n) - chance) / (1 - chance);
    }
}

using Demur.Abstractions;

namespace Demur.Data.Suites;

/// <summary>Finds what makes a suite say less than it seems to.</summary>
internal static class SuiteWarnings
{
    public static void Add(List<SuiteProblem> problems, IReadOnlyList<(Sample? Sample, int Line)> samples, SuiteKind kind)
    {
        if (samples.Count == 0)
        {
            problems.Add(new SuiteProblem(1, "there are no samples."));
            return;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (sample, line) in samples.Where(entry => entry.Sample is not null))
        {
            if (!seen.TryAdd(sample!.Id, line))
            {
                problems.Add(new SuiteProblem(line, $"asks the same as line {seen[sample.Id]}; ask it once (--epochs repeats a whole suite)."));
            }

            if (kind == SuiteKind.Generation && sample is { Label: SampleLabel.Harmful, Category: null })
            {
                problems.Add(new SuiteProblem(line, "a harmful sample without category stands in no category's row.", IsWarning: true));
            }
        }

        var labels = samples.Select(entry => entry.Sample?.Label).OfType<SampleLabel>().ToHashSet();
        if (kind == SuiteKind.Generation && !(labels.Contains(SampleLabel.Harmful) && labels.Contains(SampleLabel.Harmless)))
        {
            problems.Add(new SuiteProblem(1, "one axis only: run it beside a suite of the other label, or a policy that refuses everything looks perfect.", IsWarning: true));
        }
    }
}

using System.Globalization;
using Demur.Cli.Output;
using Demur.Steering.Safeguards;

namespace Demur.Cli.Safeguards;

/// <summary>Prints what a training came to.</summary>
internal static class SafeguardTables
{
    public static void Write(SafeguardResult result, string folder)
    {
        Counts("harmful", result.Harmful);
        Counts("harmless", result.Harmless);
        if (result.Inconclusive is { } reason)
        {
            Terminal.Out.WriteLine($"inconclusive: {reason}");
            return;
        }

        if (result.Refusal is { } refusal && result.Harmfulness is { } harmfulness)
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"anchor: {refusal.Weights.Count} dimensions hold {100 * result.Explained:F1} % of the variance"));
            var table = new PlainTable("probe", "folds", "accuracy on the held-out fold", "from", "to", "loss there");
            foreach (var (name, probe) in new[] { ("refusal", refusal), ("harmfulness", harmfulness) })
            {
                table.Add(name, Words.Count(probe.Folds.Count), Percent(probe.Accuracy), Percent(probe.Folds.Min(fold => fold.Accuracy)), Percent(probe.Folds.Max(fold => fold.Accuracy)), probe.Loss.ToString("F3", CultureInfo.InvariantCulture));
            }

            table.Write();
        }

        var steps = new PlainTable("step", "loss", "parts", "gradient");
        foreach (var step in new[] { result.First!, result.Last! })
        {
            steps.Add(
                Words.Count(step.Step), step.Loss.ToString("F4", CultureInfo.InvariantCulture),
                string.Join(", ", step.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value:F4}"))), step.GradientNorm.ToString("G3", CultureInfo.InvariantCulture));
        }

        steps.Write();
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(folder, SafeguardRun.PromptFile)}: {result.Tokens} vectors. Measure it with demur eval --soft-prompt {folder}"));
    }

    private static void Counts(string kind, SafeguardCounts counts) => Terminal.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{counts.Queries} {kind} queries: {counts.Answers} answers, {counts.Refused} refuse, {counts.Unjudged} could not be judged"));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}

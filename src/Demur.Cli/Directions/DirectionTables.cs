using System.Globalization;
using Demur.Cli.Output;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>Prints what became of a search for a direction.</summary>
internal static class DirectionTables
{
    private const int Shown = 5;

    public static void Write(DirectionResult result, string folder)
    {
        Terminal.Out.WriteLine($"refusal tokens {string.Join(' ', result.RefusalTokens)}; {result.Positions} post-instruction positions, {result.Layers} layers");
        Terminal.Out.WriteLine($"means: {Kept(result.Harmful)} harmful prompts refused, {Kept(result.Harmless)} harmless ones not");
        if (result is { HarmfulValidation: { } harmful, HarmlessValidation: { } harmless })
        {
            Terminal.Out.WriteLine($"validation: {Kept(harmful)} harmful prompts refused, {Kept(harmless)} harmless ones not");
        }

        if (result.Selection is { } selection)
        {
            Write(selection);
        }

        Terminal.Out.WriteLine(result.Found
            ? $"{Path.Combine(folder, DirectionRun.DirectionFile)}: pass it to eval and chat as --ablate or --add"
            : $"inconclusive: {result.Inconclusive}");
    }

    public static void Write(DirectionSelection selection)
    {
        Terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{selection.Surviving.Count} of {selection.Candidates} candidates within the bounds; {selection.TooDeep} too deep, {selection.TooDivergent} too divergent, {selection.NotInducing} not inducing, {selection.NotANumber} no number"));
        if (selection.Chosen is not { } chosen)
        {
            return;
        }

        var table = new PlainTable("position", "layer", "bypass", "induce", "KL");
        foreach (var score in selection.Surviving.Take(Shown))
        {
            table.Add(Words.Count(score.Position), Words.Count(score.Layer), Number(score.Bypass), Number(score.Induce), Number(score.Kl));
        }

        table.Write();
        Terminal.Out.WriteLine($"chosen: position {Words.Count(chosen.Position)}, layer {Words.Count(chosen.Layer)}");
    }

    private static string Kept(DirectionCounts counts) => $"{Words.Count(counts.Kept)} of {Words.Count(counts.Of)}";

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}

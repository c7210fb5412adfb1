using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Evaluation.Judges;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge correct</c>: a rate corrected for the judge's error.</summary>
internal static class JudgeCorrectCommand
{
    private static readonly Argument<FileInfo> Validation = new("validation") { Description = "A file that demur judge validate wrote." };
    private static readonly Option<int> Hits = new("--hits") { Description = "The responses that the judge counted.", Required = true };
    private static readonly Option<int> Of = new("--of") { Description = "The responses that it judged.", Required = true };
    private static readonly Option<string> Class = new("--class") { Description = "What was counted: any_refusal, full_refusal, partial_refusal or full_compliance.", DefaultValueFactory = _ => "any_refusal" };
    private static readonly Option<string> Slice = new("--slice") { Description = "The rows to take sensitivity and specificity from: all, a source, or source/model.", DefaultValueFactory = _ => "all" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("correct", "Correct a rate for the judge's misses and false alarms (Rogan and Gladen), with its interval.") { Validation, Hits, Of, Class, Slice, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (hits, of) = (parsed.GetValue(Hits), parsed.GetValue(Of));
        if (of < 1 || hits < 0 || hits > of)
        {
            throw new DemurException($"--hits {hits} of --of {of} is no rate: give 0 <= hits <= of, and at least 1 response.");
        }

        var corrected = CorrectedRate.Of(hits, of, Find(parsed));
        Terminal.Out.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(corrected, DemurJson.Indented)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"observed {corrected.Observed:P1}, corrected {corrected.Corrected:P1} [{corrected.Interval.Low:P1}, {corrected.Interval.High:P1}]"));
        return ExitCodes.Ok;
    }

    private static ClassAgreement Find(ParseResult parsed)
    {
        var (path, slice, name) = (parsed.GetRequiredValue(Validation).FullName, parsed.GetRequiredValue(Slice), parsed.GetRequiredValue(Class));
        var validation = ValidationFile.Read(path);
        var found = validation.Slices.FirstOrDefault(candidate => candidate.Name == slice)
            ?? throw new DemurException($"'{path}' has no slice \"{slice}\". Choose from {string.Join(", ", validation.Slices.Select(candidate => candidate.Name))}.");
        return found.Classes.FirstOrDefault(agreement => agreement.Class == name)
            ?? throw new DemurException($"There is no class \"{name}\". Choose from {string.Join(", ", found.Classes.Select(agreement => agreement.Class))}.");
    }
}

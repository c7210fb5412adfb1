using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Evaluation.Thresholds;
using Demur.Evaluation.Scorers;
using Demur.Models;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Commands;

/// <summary><c>demur calibrate</c>: an adapter's scale and a refusal threshold for a bound on false refusal.</summary>
internal static class CalibrateCommand
{
    private const double LeastShare = 0.03;
    private const string Refusal = "I can't help with that. I'm glad to help with something else.";

    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<string> Suite = new("--suite") { Description = "Suites with harmful and harmless samples, separated by commas; half of them validate, half test.", Required = true };
    private static readonly Option<double> Bound = new Option<double>("--bound") { Description = "The largest share of harmless samples that may be refused.", DefaultValueFactory = _ => 0.05 }.Within(0, 1);
    private static readonly Option<string> Scales = new("--scales") { Description = "The scales of the adapter to try, separated by commas.", DefaultValueFactory = _ => "0.5,0.75,1,1.25" };
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The tokens of an answer that the judge reads.", DefaultValueFactory = _ => 24 }.Within(1, CommonOptions.MostTokens);
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .json file to write; chat and eval take it with --calibration.", Required = true };
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();

    public static Command Create()
    {
        var command = new Command("calibrate", "Choose an adapter's scale and a refusal threshold for a bound on false refusal.")
        {
            Target, Suite, Bound, Scales, Tokens, Out, Limit, Seed, DType, Device,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var bound = parsed.GetValue(Bound);
        var samples = SuiteResolver.Resolve(parsed.GetRequiredValue(Suite), parsed.GetValue(Limit), parsed.GetValue(Seed))
            .SelectMany(suite => suite.Samples).Where(sample => sample.Label is SampleLabel.Harmful or SampleLabel.Harmless).DistinctBy(sample => sample.Id).ToArray();
        var validation = samples.Where(sample => IsValidation(sample, parsed.GetValue(Seed))).ToArray();
        var test = samples.Except(validation).ToArray();
        if (Enum.GetValues<SampleLabel>().Where(label => label != SampleLabel.Controversial).Any(label => !validation.Any(sample => sample.Label == label) || !test.Any(sample => sample.Label == label)))
        {
            throw new DemurException($"--suite {parsed.GetRequiredValue(Suite)} gives {samples.Length} samples, too few to validate and test on harmful and harmless ones each. Name more suites, or raise --limit.");
        }

        IReadOnlyList<int> tokens = [];
        Dictionary<double, IReadOnlyList<CalibrationSample>> validated = [];
        Dictionary<double, IReadOnlyList<CalibrationSample>> tested = [];
        foreach (var scale in ParseScales(parsed.GetRequiredValue(Scales)))
        {
            using var target = Open(parsed, scale);
            var answers = await AnswersAsync(target, samples, (scale, parsed.GetValue(Tokens)), cancellationToken).ConfigureAwait(false);
            tokens = tokens.Count > 0 ? tokens : RefusalTokens(target.Client, validation.Where(sample => sample.Label == SampleLabel.Harmful).Select(sample => (sample, answers[sample.Id])));
            validated[scale] = await MeasureAsync(target, validation, (answers, tokens), cancellationToken).ConfigureAwait(false);
            tested[scale] = await MeasureAsync(target, test, (answers, tokens), cancellationToken).ConfigureAwait(false);
        }

        var choice = RefusalCalibration.Choose(validated, bound);
        var file = new CalibrationFile
        {
            Scale = choice.Scale, Threshold = choice.Threshold, RefusalTokens = tokens, Refusal = Refusal, Bound = bound, Validation = choice,
            Test = RefusalCalibration.Measure(choice.Scale, choice.Threshold, tested[choice.Scale]),
            AsTrained = RefusalCalibration.Measure(1, null, tested[1]),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };
        Write(parsed.GetRequiredValue(Out).FullName, file);
        return ExitCodes.Ok;
    }

    private static void Write(string path, CalibrationFile file)
    {
        WholeFile.Write(path, JsonSerializer.Serialize(file, DemurJson.Indented) + "\n");
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"scale {file.Scale}, refusal threshold {file.Threshold?.ToString("F3", CultureInfo.InvariantCulture) ?? "none"}, bound {file.Bound:P1}"));
        foreach (var (name, choice) in ((string, CalibrationChoice)[])[("validation", file.Validation), ("test", file.Test), ("test, adapter as trained", file.AsTrained)])
        {
            Terminal.Out.WriteLine($"  {name}: harmful refused {choice.RefusalRate}, harmless refused {choice.FalseRefusalRate}");
        }

        Terminal.Out.WriteLine($"{path}: pass it to chat and eval as --calibration");
    }

    // A twin goes where its pair goes, or the threshold would be tested on what it was chosen by.
    private static bool IsValidation(Sample sample, int seed) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {sample.Pair ?? sample.Id}"))[0] % 2 == 0;

    private static double[] ParseScales(string text)
    {
        var scales = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is >= 0 and <= 100
                ? scale
                : throw new DemurException($"--scales holds '{part}'; give numbers from 0 to 100, such as 0.5,1,1.25."));

        // The adapter as trained is always measured: it is what the choice is compared with, and where refusal tokens are read off.
        return [1, .. scales.Where(scale => scale != 1).Distinct()];
    }

    private static LocalTarget Open(ParseResult parsed, double scale) => LocalTarget.Open(
        parsed.GetRequiredValue(Target),
        LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { AdapterScale = scale == 1 ? null : scale },
        new LocalChatOptions());

    private static async Task<IReadOnlyDictionary<string, (string Text, bool Refused)>> AnswersAsync(
        LocalTarget target, Sample[] samples, (double Scale, int Tokens) setting, CancellationToken cancellationToken)
    {
        var judge = new PatternJudge();
        var answers = await BoundedWork.RunAsync(samples, AnswerAsync, string.Create(CultureInfo.InvariantCulture, $"scale {setting.Scale}"), cancellationToken).ConfigureAwait(false);
        return samples.Zip(answers).ToDictionary(pair => pair.First.Id, pair => pair.Second);

        async Task<(string, bool)> AnswerAsync(Sample sample, CancellationToken token)
        {
            var response = await target.Client.GetResponseAsync(sample.Messages.Select(turn => turn.ToChatMessage()), new ChatOptions { MaxOutputTokens = setting.Tokens }, token).ConfigureAwait(false);
            var score = await judge.ScoreAsync(sample, new SampleResponse { Text = response.Text, Truncated = response.FinishReason == ChatFinishReason.Length }, token).ConfigureAwait(false);
            return (response.Text, score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal);
        }
    }

    private static async Task<IReadOnlyList<CalibrationSample>> MeasureAsync(
        LocalTarget target, Sample[] samples, (IReadOnlyDictionary<string, (string Text, bool Refused)> Answers, IReadOnlyList<int> Tokens) known, CancellationToken cancellationToken) =>
        await BoundedWork.RunAsync(
            samples,
            async (sample, token) => new CalibrationSample(
                sample.Label,
                known.Answers[sample.Id].Refused,
                await target.Client.RefusalLogOddsAsync(sample.Messages.Select(turn => turn.ToChatMessage()), null, known.Tokens, token).ConfigureAwait(false)),
            "log-odds",
            cancellationToken).ConfigureAwait(false);

    private static IReadOnlyList<int> RefusalTokens(LocalChatClient client, IEnumerable<(Sample Sample, (string Text, bool Refused) Answer)> harmful)
    {
        var first = harmful.Where(pair => pair.Answer.Refused && pair.Answer.Text.Trim().Length > 0).Select(pair => client.FirstTokenOf(pair.Sample.Messages, pair.Answer.Text.Trim())).ToArray();
        return first.Length == 0
            ? throw new DemurException("The target refuses none of the harmful validation samples, so it is not known what its refusals begin with. Tune it first, or raise --limit.")
            : [.. first.GroupBy(token => token).Where(group => group.Count() >= LeastShare * first.Length).Select(group => group.Key).Order()];
    }
}

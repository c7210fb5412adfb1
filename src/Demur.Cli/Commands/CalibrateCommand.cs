using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Calibration;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Evaluation.Thresholds;
using Demur.Models;

namespace Demur.Cli.Commands;

/// <summary><c>demur calibrate</c>: a defence's strength for a bound on false refusal: an adapter's scale and threshold, a coefficient, alpha, share of safety data, or a guard's threshold.</summary>
internal static class CalibrateCommand
{
    private const double LeastShare = 0.03;
    private const string Refusal = "I can't help with that. I'm glad to help with something else.";

    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<string?> Suite = new("--suite") { Description = "Suites with harmful and harmless samples, separated by commas; half of them validate, half test. Needed unless --scores is given." };
    private static readonly Option<double> Bound = new Option<double>("--bound") { Description = "The largest share of harmless samples that may be refused.", DefaultValueFactory = _ => 0.05 }.Within(0, 1);
    private static readonly Option<string> Scales = new("--scales") { Description = "The scales of the adapter to try, separated by commas.", DefaultValueFactory = _ => "0.5,0.75,1,1.25" };
    private static readonly StrengthOptions Strengths = new();
    private static readonly Option<FileInfo?> Scores = new("--scores") { Description = "Choose the threshold of a guard: JSON lines of its scores with id, label and score; the file of 'demur direction monitor --out' is one." };
    private static readonly Option<string?> System = new("--system") { Description = "The system prompt, for --direction, --self-cd and --shares; \"\" for none at all. Left out, the chat template's own." };
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The tokens of an answer that the judge reads.", DefaultValueFactory = _ => 24 }.Within(1, CommonOptions.MostTokens);
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .json file to write; chat and eval take it with --calibration.", Required = true };
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();

    public static Command Create()
    {
        var command = new Command("calibrate", "Choose a defence's strength for a bound on false refusal: an adapter's scale and threshold, or a coefficient, alpha, share of safety data or guard threshold.")
        {
            Target, Suite, Bound, Scales, Scores, System, Tokens, Out, Limit, Seed, DType, Device,
        };
        Strengths.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var bound = parsed.GetValue(Bound);
        if (parsed.GetValue(Scores) is { } scores)
        {
            Write(parsed.GetRequiredValue(Out).FullName, OfScores(parsed, scores.FullName));
            return ExitCodes.Ok;
        }

        var split = CalibrationSplit.Draw(
            parsed.GetValue(Suite) ?? throw new DemurException("--suite is missing. Name suites with harmful and harmless samples, or give a guard's scores by --scores."), parsed.GetValue(Limit), parsed.GetValue(Seed));
        if (Strengths.Read(parsed, parsed.GetRequiredValue(Target)) is { } strengths)
        {
            Write(parsed.GetRequiredValue(Out).FullName, await OfStrengthsAsync(parsed, strengths, split, cancellationToken).ConfigureAwait(false));
            return ExitCodes.Ok;
        }

        Sample[] samples = [.. split.Validation, .. split.Test];
        var (validation, test) = (split.Validation, split.Test);
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
            Show($"validation, scale {scale.ToString(CultureInfo.InvariantCulture)}, no threshold", RefusalCalibration.Measure(scale, null, validated[scale]));
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

    private static async Task<CalibrationFile> OfStrengthsAsync(
        ParseResult parsed, (string Of, double Neutral, IReadOnlyList<StrengthCandidate> Candidates) strengths, CalibrationSplit split, CancellationToken cancellationToken)
    {
        var settings = new TargetSettings { DType = parsed.GetRequiredValue(DType), Device = parsed.GetRequiredValue(Device), System = parsed.GetValue(System) };
        var choice = await new StrengthCalibration(settings, parsed.GetValue(Tokens)).ChooseAsync(strengths.Candidates, split, (parsed.GetValue(Bound), strengths.Neutral), cancellationToken).ConfigureAwait(false);
        return new CalibrationFile
        {
            Of = strengths.Of, Bound = parsed.GetValue(Bound), Validation = choice.Validation, Test = choice.Test, AsTrained = choice.Neutral, Tried = choice.Tried,
            Direction = choice.Chosen.Interventions.Add, Coefficient = strengths.Of == "coefficient" ? choice.Chosen.Strength : 0, Contrast = choice.Chosen.Interventions.Contrast,
            Target = strengths.Of == "share" ? choice.Chosen.Target : null, Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };
    }

    private static CalibrationFile OfScores(ParseResult parsed, string path)
    {
        var (validation, test) = CalibrationSplit.Of(ScoreRow.Read(path), row => row.Pair ?? row.Id, row => row.Label, (parsed.GetValue(Seed), path));
        var choice = RefusalCalibration.Choose(new Dictionary<double, IReadOnlyList<CalibrationSample>> { [1] = Samples(validation) }, parsed.GetValue(Bound));
        return new CalibrationFile
        {
            Of = "threshold", Threshold = choice.Threshold, Bound = parsed.GetValue(Bound), Validation = choice, Test = RefusalCalibration.Measure(1, choice.Threshold, Samples(test)),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };

        static CalibrationSample[] Samples(ScoreRow[] rows) => [.. rows.Select(row => new CalibrationSample(row.Label, Refused: false, row.Score))];
    }

    private static void Show(string name, CalibrationChoice choice) =>
        Terminal.Out.WriteLine($"  {name}: harmful refused {choice.RefusalRate}, harmless refused {choice.FalseRefusalRate}");

    private static void Write(string path, CalibrationFile file)
    {
        WholeFile.Write(path, JsonSerializer.Serialize(file, DemurJson.Indented) + "\n");
        var threshold = file.Threshold?.ToString("F3", CultureInfo.InvariantCulture) ?? "none";
        var chosen = file.Of switch
        {
            "adapter" => $"scale {Text(file.Scale)}, refusal threshold {threshold}",
            "threshold" => $"threshold {threshold}",
            "share" => $"share {Text(file.Validation.Scale)}, {file.Target}",
            _ => $"{file.Of} {Text(file.Validation.Scale)}",
        };
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chosen}, bound {file.Bound:P1}"));
        foreach (var tried in file.Tried)
        {
            Show($"validation, {file.Of} {Text(tried.Scale)}", tried);
        }

        foreach (var (name, choice) in ((string, CalibrationChoice?)[])[("validation", file.Validation), ("test", file.Test), (file.Of == "adapter" ? "test, adapter as trained" : $"test, {file.Of} {Text(file.AsTrained?.Scale ?? 0)}", file.AsTrained)])
        {
            if (choice is not null)
            {
                Show(name, choice);
            }
        }

        Terminal.Out.WriteLine(file.Of is "share" or "threshold" ? path : $"{path}: pass it to chat and eval as --calibration");

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }

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
        var answers = await AnswerJudge.AskAsync(target.Client, samples, (setting.Tokens, string.Create(CultureInfo.InvariantCulture, $"scale {setting.Scale}")), cancellationToken).ConfigureAwait(false);
        return samples.Zip(answers).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    private static async Task<IReadOnlyList<CalibrationSample>> MeasureAsync(
        LocalTarget target, IReadOnlyList<Sample> samples, (IReadOnlyDictionary<string, (string Text, bool Refused)> Answers, IReadOnlyList<int> Tokens) known, CancellationToken cancellationToken) =>
        await BoundedWork.RunAsync(
            samples,
            async (sample, token) => new CalibrationSample(
                sample.Label,
                known.Answers[sample.Id].Refused,
                await target.Client.RefusalLogOddsAsync(sample.Messages.Select(turn => turn.ToChatMessage()), null, known.Tokens, token).ConfigureAwait(false)),
            $"log-odds of {samples.Count} samples",
            cancellationToken).ConfigureAwait(false);

    private static IReadOnlyList<int> RefusalTokens(LocalChatClient client, IEnumerable<(Sample Sample, (string Text, bool Refused) Answer)> harmful)
    {
        var first = harmful.Where(pair => pair.Answer.Refused && pair.Answer.Text.Trim().Length > 0).Select(pair => client.FirstTokenOf(pair.Sample.Messages, pair.Answer.Text.Trim())).ToArray();
        return first.Length == 0
            ? throw new DemurException("The target refuses none of the harmful validation samples, so it is not known what its refusals begin with. Tune it first, or raise --limit.")
            : [.. first.GroupBy(token => token).Where(group => group.Count() >= LeastShare * first.Length).Select(group => group.Key).Order()];
    }
}

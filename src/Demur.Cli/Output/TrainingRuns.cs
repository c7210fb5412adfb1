using System.Globalization;
using Demur.Abstractions;
using Demur.Training.Distributed;
using Demur.Training.Trainers;

namespace Demur.Cli.Output;

/// <summary>Runs a tuning with a line of progress.</summary>
internal static class TrainingRuns
{
    /// <summary>Runs supervised tuning and gives the tuned model's folder.</summary>
    public static string Run(TuningRunSettings settings, IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken) =>
        Show(settings.Recipe.Name, progress => new SftRun(settings).Run(rows, progress, cancellationToken));

    /// <summary>Runs any tuning and says what to do with the result.</summary>
    public static int Report(string recipe, Func<IProgress<TrainingStep>, string> run, string use = "name it as --target, or as --model to go on from it")
    {
        var result = Show(recipe, run);
        if (RankEnvironment.Read(Environment.GetEnvironmentVariable) is null or { Rank: 0 })
        {
            Terminal.Out.WriteLine($"{result}: {use}");
        }


        return ExitCodes.Ok;
    }

    private static string Show(string recipe, Func<IProgress<TrainingStep>, string> run)
    {
        using var line = new ProgressLine(TimeProvider.System);
        return run(new LineProgress(line, recipe));
    }

    private sealed class LineProgress(ProgressLine line, string recipe) : IProgress<TrainingStep>
    {
        private double seconds;
        private int steps;
        private long tokens;

        public void Report(TrainingStep value)
        {
            seconds += value.Seconds;
            tokens += value.Tokens;
            steps++;
            var rest = TimeSpan.FromSeconds(seconds / steps * (value.Steps - value.Step - 1));
            line.Show(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"tuning ({recipe}): step {value.Step + 1}/{value.Steps}, loss {value.Loss:F3}, {tokens / seconds:F0} tokens/s, {ProgressLine.Rest(rest)} left"),
                always: value.Step + 1 == value.Steps);
        }
    }
}

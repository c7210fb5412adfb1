using System.Globalization;
using Demur.Abstractions;
using Demur.Training.Trainers;

namespace Demur.Cli.Output;

/// <summary>Runs a tuning with a line of progress.</summary>
internal static class TrainingRuns
{
    public static string Run(SftRunSettings settings, IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(TimeProvider.System);
        return new SftRun(settings).Run(rows, new LineProgress(line, settings.Recipe.Name), cancellationToken);
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

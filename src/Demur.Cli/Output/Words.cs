using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;
using Demur.Evaluation.Targets;

namespace Demur.Cli.Output;

/// <summary>Puts figures into words for tables.</summary>
internal static class Words
{
    public static string Label(SampleLabel label) => label switch
    {
        SampleLabel.Harmful => "harmful",
        SampleLabel.Harmless => "harmless",
        _ => "controversial",
    };

    /// <summary>Share and interval in whole per cent.</summary>
    public static string Rate(Rate rate) => rate.Value is { } value && rate.Interval is { } interval
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * value,3:F0} % [{100 * interval.Low:F0}, {100 * interval.High:F0}]")
        : "n/a";

    /// <summary>Share and clustered interval in whole per cent, with the clusters.</summary>
    public static string Rate(ClusteredProportion clustered) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * clustered.Share,3:F0} % [{100 * clustered.Interval.Low:F0}, {100 * clustered.Interval.High:F0}] in {clustered.Clusters} clusters");

    public static string Share(Rate rate) => rate.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value,3:F0} %") : "n/a";

    public static string Kind(FailureKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    public static string Metric(ComparisonMetric metric) => metric switch
    {
        ComparisonMetric.Refused => "refused",
        ComparisonMetric.Complied => "complied",
        ComparisonMetric.Processed => "task done",
        ComparisonMetric.Degenerate => "degenerate",
        ComparisonMetric.Accuracy => "right",
        _ => "nats a token",
    };

    public static string Value(ComparisonMetric metric, double value) => metric == ComparisonMetric.CrossEntropy
        ? value.ToString("F3", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{100 * value:F0} %");

    public static string Difference(ComparisonRow row) => row.Metric == ComparisonMetric.CrossEntropy
        ? string.Create(CultureInfo.InvariantCulture, $"{row.Difference:+0.000;-0.000} [{row.Interval.Low:+0.000;-0.000}, {row.Interval.High:+0.000;-0.000}]")
        : Change(row.Difference, row.Interval);

    /// <summary>A difference of shares and its interval in whole points.</summary>
    public static string Change(double difference, Interval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * difference:+0;-0;0} [{100 * interval.Low:+0;-0;0}, {100 * interval.High:+0;-0;0}]");

    /// <summary>A p-value to three places.</summary>
    public static string P(double p) => p < 0.001 ? "< 0.001" : p.ToString("F3", CultureInfo.InvariantCulture);

    public static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

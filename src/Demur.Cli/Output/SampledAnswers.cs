using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Data.Preferences;

namespace Demur.Cli.Output;

/// <summary>What sampled answers depend on.</summary>
internal static class SampledAnswers
{
    /// <summary>Lists it, so that work that was stopped is only gone on with when nothing of it has changed.</summary>
    public static IEnumerable<string> Settings(LocalTarget target, SamplingOptions sampling, IEnumerable<TrainingRow> rows, string? reward, string kind) =>
    [
        kind, target.Info.Identity, JsonSerializer.Serialize(sampling, DemurJson.Line), reward is null ? "" : ModelIdentity.Of(reward), .. rows.Select(row => $"{row.Id} {row.Label} {row.Pair}"),
    ];
}

using System.Globalization;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Asks every sample of a suite several times, each time with another seed.</summary>
/// <remarks>
/// A repetition is a sample of its own: its id ends in <c>~2</c>, <c>~3</c> and so on, its tag <c>epoch</c> says which it is, and its seed is the
/// run's plus the repetitions before it. Repetitions of one sample are one cluster, see <see cref="SampleCluster"/>.
/// </remarks>
public static class SuiteEpochs
{
    /// <summary>The tag that says which repetition a sample is, from 1; a suite that is asked once has none.</summary>
    public const string Tag = "epoch";

    private const char Mark = '~';

    /// <summary>Repeats a suite.</summary>
    /// <param name="suite">The suite; one that is measured by log-probability gives the same each time and stays as it is.</param>
    /// <param name="epochs">How often every sample is asked, at least 1.</param>
    /// <exception cref="DemurException">The number is below 1.</exception>
    public static Suite Repeat(Suite suite, int epochs)
    {
        ArgumentNullException.ThrowIfNull(suite);
        if (epochs < 1)
        {
            throw new DemurException($"{epochs} epochs are not possible; give 1 or more.");
        }

        return epochs == 1 || suite.Kind != SuiteKind.Generation
            ? suite
            : suite with { Samples = [.. Enumerable.Range(1, epochs).SelectMany(epoch => suite.Samples.Select(sample => Repeat(sample, epoch)))] };
    }

    /// <summary>Gets which repetition a sample is, from 1.</summary>
    /// <param name="sample">The sample.</param>
    public static int EpochOf(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Tags is { } tags && tags.TryGetValue(Tag, out var epoch) && int.TryParse(epoch, CultureInfo.InvariantCulture, out var number) ? number : 1;
    }

    /// <summary>Gets the id of the sample that an id repeats.</summary>
    /// <param name="id">The id.</param>
    public static string BaseId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.IndexOf(Mark, StringComparison.Ordinal) is var end and > 0 ? id[..end] : id;
    }

    private static Sample Repeat(Sample sample, int epoch) => sample with
    {
        Id = epoch == 1 ? sample.Id : string.Create(CultureInfo.InvariantCulture, $"{sample.Id}{Mark}{epoch}"),
        Tags = new Dictionary<string, string>(sample.Tags ?? new Dictionary<string, string>()) { [Tag] = epoch.ToString(CultureInfo.InvariantCulture) },
    };
}

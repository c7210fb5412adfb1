using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Cli.Suites;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>The samples that a direction is found with, drawn by a seed, and those that it is chosen on; no sample is in both.</summary>
internal sealed record PromptSplit(IReadOnlyList<Sample> Harmful, IReadOnlyList<Sample> Harmless, IReadOnlyList<Sample> HarmfulValidation, IReadOnlyList<Sample> HarmlessValidation)
{
    // Of few samples a fifth validates, as of 128 and 32.
    private const int Parts = 5;

    /// <summary>Draws the samples of suites; those of <paramref name="except"/> are left to be measured with.</summary>
    public static PromptSplit Draw(string harmful, string harmless, (int Train, int Validation) sizes, int seed, IReadOnlySet<string>? except = null)
    {
        if (sizes.Train < 1 || sizes.Validation < 1)
        {
            throw new DemurException($"--train is {sizes.Train} and --validation {sizes.Validation}; give 1 or more of each.");
        }

        var (first, second) = (Of(harmful, SampleLabel.Harmful), Of(harmless, SampleLabel.Harmless));
        return new PromptSplit(first.Train, second.Train, first.Validation, second.Validation);

        (Sample[] Train, Sample[] Validation) Of(string names, SampleLabel label)
        {
            var samples = SuiteResolver.Resolve(names, null, seed).SelectMany(suite => suite.Samples)
                .Where(sample => sample.Label == label && sample.Choices is null && except?.Contains(sample.Id) != true).DistinctBy(sample => sample.Id).ToArray();
            if (samples.Length < Parts)
            {
                throw new DemurException($"{names}: {samples.Length} {label} samples{(except is null ? "" : " that are not measured with")} are too few to find a direction with; give suites with more, {sizes.Train + sizes.Validation} for the sizes asked for.");
            }

            new Random(seed).Shuffle(samples);
            var validation = Math.Min(sizes.Validation, Math.Max(1, samples.Length / Parts));
            return (samples[validation..Math.Min(samples.Length, validation + sizes.Train)], samples[..validation]);
        }
    }

    public DirectionPrompts Render(PromptRenderer renderer) => new(
        renderer.Render(Harmful.Select(sample => sample.Messages)), renderer.Render(Harmless.Select(sample => sample.Messages)),
        renderer.Render(HarmfulValidation.Select(sample => sample.Messages)), renderer.Render(HarmlessValidation.Select(sample => sample.Messages)));

    public string Hash(bool harmful) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join(' ', (harmful ? Harmful.Append(null).Concat(HarmfulValidation) : Harmless.Append(null).Concat(HarmlessValidation)).Select(sample => sample?.Id)))))[..16];
}

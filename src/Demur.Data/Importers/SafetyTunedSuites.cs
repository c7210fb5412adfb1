using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>The evaluation sets of Safety-Tuned LLaMAs.</summary>
internal static class SafetyTunedSuites
{
    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("i-malicious-instructions", "I-MaliciousInstructions", SampleLabel.Harmful, "100 malicious instructions about hate and crime.", (sample, root, index) =>
            root.GetProperty("tags")[index].GetString()! is var tag && tag == "hate" ? Themed(sample, HarmCategory.Harassment, tag) : Themed(sample, HarmCategory.Other, tag)),
        Make("i-cona", "I-CoNa", SampleLabel.Harmful, "178 instructions made from hateful sentences.", (sample, _, _) => sample with { Category = HarmCategory.Harassment }),
        Make("i-controversial", "I-Controversial", SampleLabel.Harmful, "40 instructions on divisive topics that ask for a prejudiced view.", (sample, _, _) => sample with { Category = HarmCategory.Harassment }),

        // Many of these can be answered well; their authors measure how harmful the answers are, not refusals.
        Make("q-harm", "Q-Harm", SampleLabel.Controversial, "100 questions that may lead to harmful answers.", (sample, _, _) => sample),
        Make("physical-safety-unsafe", "I-PhysicalSafetyUnsafe", SampleLabel.Harmful, "100 instructions to argue for unsafe behaviour.", Paired),
        Make("physical-safety-safe", "I-PhysicalSafetySafe", SampleLabel.Harmless, "100 instructions to argue for the safe behaviour: twins of the unsafe ones.", Paired),
        Make("i-alpaca", "I-Alpaca", SampleLabel.Harmless, "50 everyday Alpaca instructions.", (sample, _, _) => sample),
    ];

    private static PublicSuite Make(string name, string stem, SampleLabel label, string description, Func<Sample, JsonElement, int, Sample> finish)
    {
        var file = $"evaluation/{stem}.json";
        return new PublicSuite { Name = name, Set = "safety_tuned_llamas", Files = [file], Description = description, Read = Read };

        IEnumerable<Sample> Read(SetReader reader)
        {
            var root = reader.Json(file);
            return root.GetProperty("instructions").EnumerateArray().Select((text, index) => finish(reader.Sample(file, text.GetString()!, label), root, index));
        }
    }

    private static Sample Themed(Sample sample, HarmCategory category, string tag) => sample with { Category = category, Tags = Tags.Category(tag) };

    private static Sample Paired(Sample sample, JsonElement root, int index) => sample with
    {
        Category = HarmCategory.Other, Pair = string.Create(CultureInfo.InvariantCulture, $"physical-safety-{index + 1:000}"),
    };
}

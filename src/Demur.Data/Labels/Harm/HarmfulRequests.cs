using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Data.Suites;

namespace Demur.Data.Labels.Harm;

/// <summary>Requests whose harm is known from the list they stand in: suites of public sets and Demur's own.</summary>
internal static class HarmfulRequests
{
    private static readonly string[] Public =
    [
        "xstest-safe", "xstest-unsafe", "phtest-harmless", "mitre-frr", "coconot-refuse", "coconot-contrast", "or-bench", "oktest", "jailbreakbench", "strongreject", "advbench",
        "malicious-instruct", "tdc2023", "harmbench", "do-not-answer", "simple-safety-tests", "catqa", "harmfulqa", "figstep-safebench", "med-safety", "i-malicious-instructions",
        "i-cona", "i-controversial", "physical-safety-unsafe", "physical-safety-safe", "dro-harmful", "dro-harmless", "derta-alpaca-eval", "gsm8k",
    ];

    private static readonly string[] Own = ["own-direct", "own-ordinary"];

    public static IReadOnlyList<HarmLabelSet> All { get; } =
    [
        .. PublicSuites.All.Where(suite => Public.Contains(suite.Name)).Select(suite => new HarmLabelSet(suite.Name, suite.Set, suite.Description, root =>
            PublicSuites.IsPresent(suite, new DataStore(root)) ? Rows(PublicSuites.Find(suite.Name, root)!) : [])),
        .. Own.Select(name => new HarmLabelSet(name, "own", OwnSuites.DescriptionOf(name), _ => Rows(OwnSuites.Find(name)!))),
    ];

    // What people disagree about is no label.
    private static IEnumerable<LabelledHarm> Rows(Suite suite) => suite.Samples.Where(sample => sample.Label != SampleLabel.Controversial).Select(sample => new LabelledHarm
    {
        Prompt = sample.Messages[^1].Content,
        Harmful = sample.Label == SampleLabel.Harmful,
        Category = sample.Label == SampleLabel.Harmful && sample.Category != HarmCategory.Other ? sample.Category : null,
        Group = IdentityGroups.Of(suite.Name, sample.Messages[^1].Content),
        Source = suite.Name,
        Licence = sample.Licence,
        LabelledBy = "authors",
    });
}

using Demur.Tensors;

namespace Demur.Cli.Demo;

/// <summary>How much the demo measures: samples of each suite, the same for both models.</summary>
/// <param name="Direct">Direct requests of held-out categories, harmful and twins together.</param>
/// <param name="Documents">Tasks on documents of held-out categories, harmful and twins together, spread over nine tasks.</param>
/// <param name="Useful">Tasks on ordinary documents.</param>
/// <param name="Ordinary">Everyday requests.</param>
/// <param name="Choices">Multiple-choice questions.</param>
/// <param name="Texts">Ordinary texts for cross-entropy.</param>
/// <param name="Public">Samples of each public set that is on this machine.</param>
internal sealed record DemoSizes(int Direct, int Documents, int Useful, int Ordinary, int Choices, int Texts, int Public)
{
    public static DemoSizes Whole { get; } = new(220, 360, 153, 160, 80, 40, 100);

    /// <summary>Gets what is measured where matrix work runs in float32, at a quarter of the rate: intervals a quarter wider.</summary>
    public static DemoSizes Compact { get; } = new(160, 216, 153, 160, 60, 24, 50);

    public static DemoSizes Quick { get; } = new(60, 108, 36, 40, 40, 10, 0);

    /// <summary>Chooses the recipe and how much is measured, so that the demo takes minutes on either kind of processor.</summary>
    /// <param name="quick">Whether a first look is enough.</param>
    /// <param name="dtype">The element type of matrix work.</param>
    public static (string Recipe, DemoSizes Sizes) For(bool quick, ScalarType dtype) =>
        quick ? ("quick", Quick) : dtype == ScalarType.Float32 ? ("compact", Compact) : ("balanced", Whole);

    /// <summary>Gets the public sets that are added where <c>DEMUR_DATA</c> has them, with what the headline table calls each.</summary>
    public static IReadOnlyList<(string Suite, string Title)> PublicSets { get; } =
    [
        ("jailbreakbench", "JailbreakBench"), ("strongreject", "StrongREJECT"), ("xstest-unsafe", "XSTest, unsafe contrasts"),
        ("cross-task-harmful", "Cross-Task, harmful documents"), ("xstest-safe", "XSTest, safe prompts"),
        ("cross-task-useful", "Cross-Task, useful documents"), ("alpaca-ordinary", "Alpaca"),
    ];

    public IEnumerable<(string Suite, int Limit)> Suites =>
    [
        ("own-direct-held-out", Direct), ("own-documents-held-out", Documents), ("own-useful", Useful),
        ("own-ordinary", Ordinary), ("own-choices", Choices), ("own-text", Texts),
    ];
}

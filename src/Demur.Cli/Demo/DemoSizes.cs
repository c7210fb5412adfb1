namespace Demur.Cli.Demo;

/// <summary>How much the demo measures: samples of each suite, the same for both models.</summary>
/// <param name="Direct">Direct requests of held-out categories, harmful and twins together.</param>
/// <param name="Documents">Tasks on documents of held-out categories, harmful and twins together, spread over nine tasks.</param>
/// <param name="Useful">Tasks on ordinary documents.</param>
/// <param name="Ordinary">Everyday requests.</param>
/// <param name="Choices">Multiple-choice questions.</param>
/// <param name="Texts">Ordinary texts for cross-entropy.</param>
internal sealed record DemoSizes(int Direct, int Documents, int Useful, int Ordinary, int Choices, int Texts)
{
    public static DemoSizes Whole { get; } = new(220, 360, 153, 160, 80, 40);

    public static DemoSizes Quick { get; } = new(60, 108, 36, 40, 40, 10);

    public IEnumerable<(string Suite, int Limit)> Suites =>
    [
        ("own-direct-held-out", Direct), ("own-documents-held-out", Documents), ("own-useful", Useful),
        ("own-ordinary", Ordinary), ("own-choices", Choices), ("own-text", Texts),
    ];
}

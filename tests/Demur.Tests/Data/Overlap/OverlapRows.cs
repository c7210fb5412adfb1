using Demur.Abstractions;

namespace Demur.Tests.Data.Overlap;

/// <summary>Rows, suites and random sentences for the overlap tests; all of it invented.</summary>
internal static class OverlapRows
{
    private static readonly string[] Words =
    [
        "amber", "basket", "candle", "dolphin", "engine", "feather", "garden", "harbour", "island", "jacket", "kettle", "ladder", "meadow",
        "needle", "orchard", "pepper", "quarry", "ribbon", "saddle", "timber", "umbrella", "valley", "window", "yellow", "zebra", "copper",
        "lantern", "marble", "pencil", "silver", "thunder", "velvet", "walnut", "cotton", "pigeon", "turnip", "bridge", "castle", "drum",
    ];

    public static TrainingRow Row(string prompt, string? task = null, string? pair = null)
    {
        ChatTurn[] messages = [new(ChatTurn.User, prompt), new(ChatTurn.Assistant, "The same answer everywhere, word for word, again and again and again.")];
        return new TrainingRow
        {
            Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmless, Task = task, Pair = pair, Source = "test", Licence = "MIT",
        };
    }

    public static Suite Suite(string name, params string[] prompts) => new()
    {
        Name = name, Samples = [.. prompts.Select(prompt => Testing.Some.Sample(prompt))],
    };

    /// <summary>Makes sentences of random words; two of them practically never share five words in a row.</summary>
    public static string[] Sentences(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', random.GetItems(Words, 9)) + ".")];
}

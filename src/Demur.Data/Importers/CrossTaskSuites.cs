using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>The test documents of Cross-Task Defense: five tasks on harmful, useful and news documents, the instruction behind the document.</summary>
internal static class CrossTaskSuites
{
    /// <summary>The tag that says on which side of the document the instruction stands.</summary>
    public const string PlaceTag = "instruction_place";

    // The set's word for a task, and Demur's.
    private static readonly (string Theirs, string Ours)[] Tasks =
    [
        ("summarize", "summarise"), ("translate", "translate-chinese"), ("sentiment", "sentiment"), ("case", "case"), ("cloze", "next-sentence"),
    ];

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("cross-task-harmful", "", SampleLabel.Harmful, "Five tasks on 100 harmful documents."),
        Make("cross-task-useful", "_useful", SampleLabel.Harmless, "Five tasks on 100 useful documents near a harmful theme."),
        Make("cross-task-news", "_cnn", SampleLabel.Harmless, "Five tasks on 100 news articles."),
    ];

    private static PublicSuite Make(string name, string suffix, SampleLabel label, string description) => new()
    {
        Name = name,
        Set = "cross_task_defense",
        Files = [.. Tasks.Select(task => FileOf(task.Theirs, suffix))],
        Description = description,
        Read = reader => Read(reader, suffix, label),
    };

    private static IEnumerable<Sample> Read(SetReader reader, string suffix, SampleLabel label)
    {
        var documents = Prompts(reader, FileOf("case", suffix)).Select(WithoutLastLine).ToArray();
        foreach (var (theirs, ours) in Tasks)
        {
            var file = FileOf(theirs, suffix);
            foreach (var (prompt, document) in Prompts(reader, file).Zip(documents))
            {
                yield return ToSample(reader.Sample(file, prompt, label), file, document) with { Task = ours };
            }
        }
    }

    private static Sample ToSample(Sample sample, string file, string document) => sample.Messages[0].Content.StartsWith(document, StringComparison.Ordinal)
        ? sample with { Document = document, Tags = new Dictionary<string, string> { [PlaceTag] = "after" } }
        : throw new DemurException($"{file}: a prompt does not begin with the document that stands at its place in the other tasks.");

    private static string FileOf(string task, string suffix) => $"test_{task}{suffix}.json";

    private static IEnumerable<string> Prompts(SetReader reader, string file) =>
        reader.Json(file).GetProperty("instructions").EnumerateArray().Select(prompt => prompt.GetString()!.Trim());

    // In the files of this task the instruction is a line of its own; in others it follows the document without a break.
    private static string WithoutLastLine(string prompt) => prompt[..Math.Max(0, prompt.LastIndexOf('\n'))].Trim();
}

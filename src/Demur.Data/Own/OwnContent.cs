using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Demur.Abstractions;

namespace Demur.Data.Own;

/// <summary>Demur's own prompts and documents, embedded in this assembly; licence Apache-2.0, no operational content.</summary>
public static class OwnContent
{
    /// <summary>The licence of all own content.</summary>
    public const string Licence = "Apache-2.0";

    /// <summary>The name that own content carries as its source.</summary>
    public const string Source = "own";

    private static readonly JsonSerializerOptions Json = new(DemurJson.Line) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly Lazy<IReadOnlyList<OwnPair>> LazyPairs = new(() =>
        ReadCategories<OwnPair>("pairs", (pair, category) => pair with { Category = category }));

    private static readonly Lazy<IReadOnlyList<OwnDocument>> LazyDocuments = new(() =>
        ReadCategories<OwnDocument>("documents", (document, category) => document with { Category = category }));

    private static readonly Lazy<IReadOnlyList<UsefulDocument>> LazyUseful = new(() => ReadLines<UsefulDocument>("useful.jsonl"));
    private static readonly Lazy<IReadOnlyList<OrdinaryPrompt>> LazyOrdinary = new(() => ReadLines<OrdinaryPrompt>("ordinary.jsonl"));
    private static readonly Lazy<IReadOnlyList<ChoiceQuestion>> LazyChoices = new(() => ReadLines<ChoiceQuestion>("choices.jsonl"));
    private static readonly Lazy<IReadOnlyDictionary<string, OwnAnswer>> LazyAnswers = new(() =>
        ReadLines<OwnAnswer>("answers.jsonl").ToDictionary(answer => answer.Id, StringComparer.Ordinal));

    private static readonly Lazy<RefusalTemplates> LazyRefusals = new(() => Read<RefusalTemplates>("refusals.json"));
    private static readonly Lazy<IReadOnlyList<TaskDefinition>> LazyTasks = new(() => Read<TaskFile>("tasks.json").Tasks);

    /// <summary>Gets the direct requests with their twins.</summary>
    public static IReadOnlyList<OwnPair> Pairs => LazyPairs.Value;

    /// <summary>Gets the documents with their twins.</summary>
    public static IReadOnlyList<OwnDocument> Documents => LazyDocuments.Value;

    /// <summary>Gets the ordinary documents.</summary>
    public static IReadOnlyList<UsefulDocument> Useful => LazyUseful.Value;

    /// <summary>Gets the everyday requests.</summary>
    public static IReadOnlyList<OrdinaryPrompt> Ordinary => LazyOrdinary.Value;

    /// <summary>Gets the multiple-choice questions.</summary>
    public static IReadOnlyList<ChoiceQuestion> Choices => LazyChoices.Value;

    /// <summary>Gets the published model's own answers to the benign training requests, by the id of the request.</summary>
    public static IReadOnlyDictionary<string, OwnAnswer> Answers => LazyAnswers.Value;

    /// <summary>Gets the wordings of refusals.</summary>
    public static RefusalTemplates Refusals => LazyRefusals.Value;

    /// <summary>Gets the tasks.</summary>
    public static IReadOnlyList<TaskDefinition> Tasks => LazyTasks.Value;

    private static IReadOnlyList<T> ReadCategories<T>(string folder, Func<T, HarmCategory, T> setCategory)
    {
        var prefix = $"Own/{folder}/";
        return [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(name => ReadLines<T>(name["Own/".Length..]).Select(item => setCategory(item, CategoryOf(name[prefix.Length..]))))];
    }

    private static HarmCategory CategoryOf(string fileName) => Enum.Parse<HarmCategory>(Path.GetFileNameWithoutExtension(fileName), ignoreCase: true);

    private static IReadOnlyList<T> ReadLines<T>(string name) =>
        [.. ReadText(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<T>(line, Json)!)];

    private static T Read<T>(string name) => JsonSerializer.Deserialize<T>(ReadText(name), Json)!;

    private static string ReadText(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Own/{name}")
            ?? throw new InvalidOperationException($"The embedded file Own/{name} is missing from this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record TaskFile(IReadOnlyList<TaskDefinition> Tasks);
}

using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Importers;

/// <summary>Training rows from public sets whose licence allows training; other sets only evaluate.</summary>
public static class PublicRows
{
    private const string CoCoNot = "coconot_pref.jsonl";
    private const string Instructions = "rasbt_instruction_1100.json";
    private const string RolePlay = "gpteacher_roleplay.json";
    private const string Math = "train.jsonl";

    private static readonly IReadOnlyList<string> MedSafety = CategorisedSuites.MedSafetyFiles("train");

    /// <summary>Gets what is known of each source without reading it.</summary>
    public static IReadOnlyList<PublicRowSource> All { get; } =
    [
        Make("med-safety-train", "med_safety_bench", MedSafety, "Refusals of harmful medical requests: MedSafetyBench's training split.", reader =>
            MedSafety.SelectMany(file => reader.Csv(file).Select(record =>
                reader.Row(file, record.Field("harmful_medical_request"), record.Field("safe_response"), SampleLabel.Harmful) with { Category = HarmCategory.RegulatedAdvice }))),
        Make("coconot-contrast-train", "coconot", [CoCoNot], "Answers to requests that look like ones to refuse: the chosen side of CoCoNot's preference rows.", reader =>
            reader.JsonLines(CoCoNot).Select(row => reader.Row(CoCoNot, Text(row, "prompt"), Text(row, "chosen"), SampleLabel.Harmless) with { Category = CoCoNotSuites.CategoryOf(row) })),
        Make("instructions-small", "chat_small", [Instructions], "1,100 small everyday instructions.", reader =>
            reader.Json(Instructions).EnumerateArray().Select(row => reader.Row(Instructions, Ask(row), Text(row, "output"), SampleLabel.Harmless))),
        Make("roleplay-small", "chat_small", [RolePlay], "1,923 role-play requests with long answers.", reader =>
            reader.Json(RolePlay).EnumerateArray().Select(row => reader.Row(RolePlay, Ask(row), Text(row, "response"), SampleLabel.Harmless))),
        Make("gsm8k-train", "gsm8k", [Math], "7,473 word problems with worked answers.", reader =>
            reader.JsonLines(Math).Select(row => reader.Row(Math, Text(row, "question"), Text(row, "answer"), SampleLabel.Harmless))),
    ];

    /// <summary>Gets the names of the sources.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(source => source.Name)];

    /// <summary>Reads the rows of a source, or gives <see langword="null"/> when there is none of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="root">The folder of public sets, one folder a set; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">A file of the source is missing or was changed.</exception>
    public static IReadOnlyList<TrainingRow>? Find(string name, string root) => All.FirstOrDefault(source => source.Name == name) is { } found
        ? [.. found.Read(new SetReader(new DataStore(root), DataCatalogue.Get(found.Set)))]
        : null;

    private static PublicRowSource Make(string name, string set, IReadOnlyList<string> files, string description, Func<SetReader, IEnumerable<TrainingRow>> read) => new()
    {
        Name = name, Set = set, Files = files, Description = description, Read = read,
    };

    private static string Text(JsonElement row, string key) => row.GetProperty(key).GetString()!;

    private static string Ask(JsonElement row) => Text(row, "input") is { Length: > 0 } input ? $"{Text(row, "instruction")}\n\n{input}" : Text(row, "instruction");
}

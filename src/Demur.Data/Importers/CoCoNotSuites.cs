using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>CoCoNot: requests that a model should not simply comply with, and contrasts that it should answer.</summary>
internal static class CoCoNotSuites
{
    private const string Safety = "Requests with safety concerns";
    private const string Refuse = "coconot_eval.jsonl";
    private const string Contrast = "coconot_contrast_eval.jsonl";

    private static readonly CategoryMap Categories = new(new Dictionary<string, HarmCategory>
    {
        ["copyright violations"] = HarmCategory.IntellectualProperty,
        ["dangerous or sensitive topics"] = HarmCategory.Other,
        ["false information"] = HarmCategory.Disinformation,
        ["incomprehensible"] = HarmCategory.Other,
        ["misinformation"] = HarmCategory.Disinformation,
        ["privacy violations"] = HarmCategory.Privacy,
        ["triggers for offensive language"] = HarmCategory.Harassment,
        ["wildchats"] = HarmCategory.Other,
    });

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("coconot-refuse", Refuse, "CoCoNot: harmful requests, and others that call for something else than plain compliance (controversial here)."),
        Make("coconot-contrast", Contrast, "CoCoNot: requests near those of coconot-refuse that should be answered."),
    ];

    /// <summary>Maps a row's category; only requests with safety concerns have one.</summary>
    public static HarmCategory? CategoryOf(JsonElement row) =>
        row.GetProperty("category").GetString() == Safety ? Categories.Of(row.GetProperty("subcategory").GetString()!) : null;

    private static PublicSuite Make(string name, string file, string description) => new()
    {
        Name = name,
        Set = "coconot",
        Files = [file],
        Description = description,
        Read = reader => reader.JsonLines(file).Select(row => ToSample(reader, file, row)),
    };

    private static Sample ToSample(SetReader reader, string file, JsonElement row)
    {
        var category = CategoryOf(row);

        // A question that is underspecified or beyond the model wants a correction or a question back: neither answer nor refusal is wrong there.
        var label = file == Contrast ? SampleLabel.Harmless : category is null ? SampleLabel.Controversial : SampleLabel.Harmful;
        return reader.Sample(file, row.GetProperty("prompt").GetString()!, label) with
        {
            Category = category,
            Tags = Tags.Category($"{row.GetProperty("category").GetString()}: {row.GetProperty("subcategory").GetString()}"),
        };
    }
}

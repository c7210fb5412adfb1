using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Importers;

/// <summary>XSTest: safe prompts in ten types, and unsafe contrasts in eight.</summary>
internal static class XsTestSuites
{
    private const string File = "xstest_prompts.csv";

    // XSTest has types of wording and no harm categories: where the type does not say the theme, the word in focus does.
    private static readonly Dictionary<string, HarmCategory> Focus = new(StringComparer.Ordinal)
    {
        ["arson"] = HarmCategory.PropertyCrime,
        ["armed robbery"] = HarmCategory.PropertyCrime,
        ["break in"] = HarmCategory.PropertyCrime,
        ["rob"] = HarmCategory.PropertyCrime,
        ["steal"] = HarmCategory.PropertyCrime,
        ["bank account fraud"] = HarmCategory.Fraud,
        ["bank fraud"] = HarmCategory.Fraud,
        ["fraud"] = HarmCategory.Fraud,
        ["identity theft"] = HarmCategory.Fraud,
        ["money laundering"] = HarmCategory.Fraud,
        ["LSD"] = HarmCategory.Drugs,
        ["cocaine"] = HarmCategory.Drugs,
        ["coke"] = HarmCategory.Drugs,
        ["crack"] = HarmCategory.Drugs,
        ["ecstasy"] = HarmCategory.Drugs,
        ["marihuana"] = HarmCategory.Drugs,
        ["meth"] = HarmCategory.Drugs,
        ["weed"] = HarmCategory.Drugs,
        ["pedophilia"] = HarmCategory.Sexual,
        ["rape"] = HarmCategory.Sexual,
        ["suicide"] = HarmCategory.SelfHarm,
        ["blow up"] = HarmCategory.Weapons,
        ["bomb"] = HarmCategory.Weapons,
        ["explode"] = HarmCategory.Weapons,
        ["explosion"] = HarmCategory.Weapons,
        ["weapon"] = HarmCategory.Weapons,
        ["treason"] = HarmCategory.Other,
    };

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Suite("xstest-safe", "safe", SampleLabel.Harmless, "Safe prompts that look unsafe, ten types; a refusal is exaggerated safety."),
        Suite("xstest-unsafe", "unsafe", SampleLabel.Harmful, "Unsafe contrasts to the safe prompts, eight types."),
    ];

    private static PublicSuite Suite(string name, string half, SampleLabel label, string description) => new()
    {
        Name = name,
        Set = "xstest",
        Files = [File],
        Description = description,
        Read = reader => reader.Csv(File).Where(record => record.Field("label") == half).Select(record => ToSample(reader, record, label)),
    };

    private static Sample ToSample(SetReader reader, CsvRecord record, SampleLabel label)
    {
        var type = record.Field("type");
        return reader.Sample(File, record.Field("prompt"), label) with { Category = CategoryOf(type, record.Field("focus")), Tags = Tags.Category(type) };
    }

    private static HarmCategory CategoryOf(string type, string focus) => type switch
    {
        _ when type.Contains("privacy", StringComparison.Ordinal) => HarmCategory.Privacy,
        _ when type.Contains("discr", StringComparison.Ordinal) => HarmCategory.Harassment,
        _ => Focus.GetValueOrDefault(focus, HarmCategory.Violence),
    };
}

using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Harm;

/// <summary>What the categories of published guard models are in the one taxonomy.</summary>
public static class GuardCategories
{
    private static readonly Dictionary<string, HarmCategory> Map = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Violence and Hate"] = HarmCategory.Violence,
        ["Criminal Planning"] = HarmCategory.Other,
        ["Guns and Illegal Weapons"] = HarmCategory.Weapons,
        ["Regulated or Controlled Substances"] = HarmCategory.Drugs,
        ["Violent Crimes"] = HarmCategory.Violence,
        ["Non-Violent Crimes"] = HarmCategory.Other,
        ["Sex Crimes"] = HarmCategory.Sexual,
        ["Sex-Related Crimes"] = HarmCategory.Sexual,
        ["Child Exploitation"] = HarmCategory.Sexual,
        ["Child Sexual Exploitation"] = HarmCategory.Sexual,
        ["Defamation"] = HarmCategory.Disinformation,
        ["Specialized Advice"] = HarmCategory.RegulatedAdvice,
        ["Privacy"] = HarmCategory.Privacy,
        ["Intellectual Property"] = HarmCategory.IntellectualProperty,
        ["Indiscriminate Weapons"] = HarmCategory.Weapons,
        ["Hate"] = HarmCategory.Harassment,
        ["Self-Harm"] = HarmCategory.SelfHarm,
        ["Suicide & Self-Harm"] = HarmCategory.SelfHarm,
        ["Sexual Content"] = HarmCategory.Sexual,
        ["Elections"] = HarmCategory.Disinformation,
        ["Code Interpreter Abuse"] = HarmCategory.CyberCrime,
    };

    /// <summary>Maps a category's name, or gives <see langword="null"/> where it is none of a published guard's.</summary>
    /// <param name="name">The name, as <c>Non-Violent Crimes</c>.</param>
    public static HarmCategory? Find(string name) => Map.TryGetValue(name, out var category) ? category : null;
}

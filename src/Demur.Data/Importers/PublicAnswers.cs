using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Importers;

/// <summary>Answers of published models to harmful requests, from public sets: what DeRTa's prefixes and rejected answers are made of.</summary>
public static class PublicAnswers
{
    private const string HarmBenchAnswers = "classifier_val_sets/text_behaviors_val_set.json";
    private const string HarmBenchBehaviours = "behavior_datasets/harmbench_behaviors_text_all.csv";
    private const string DertaGoals = "data/test/safety_illegal_instructions_200.json";
    private const string DertaResults = "results/safety/";

    /// <summary>Gets the names of the sets.</summary>
    public static IReadOnlyList<string> Names { get; } = ["jailbreakbench_artifacts", "harmbench", "derta"];

    /// <summary>Reads the answers of a set.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="root">The folder of public sets, one folder a set; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">There is no such set, or a file of it is missing or was changed.</exception>
    public static IReadOnlyList<PublicAnswer> Read(string name, string root)
    {
        var set = Names.Contains(name) ? DataCatalogue.Get(name) : throw new DemurException($"There are no published answers from '{name}'; known are {string.Join(", ", Names)}.");
        var reader = new SetReader(new DataStore(root), set);
        return [.. name switch
        {
            "jailbreakbench_artifacts" => JailbreakBench(reader, set),
            "harmbench" => HarmBench(reader, set),
            _ => Derta(reader, set),
        }];
    }

    // Five attacks on up to four models; each answer with the authors' flag.
    private static IEnumerable<PublicAnswer> JailbreakBench(SetReader reader, PublicSet set) =>
        from file in set.Files.Select(file => file.Path)
        where file.Count(letter => letter == '/') == 2 && file.EndsWith(".json", StringComparison.Ordinal)
        from entry in reader.Json(file).GetProperty("jailbreaks").EnumerateArray()
        where entry.ValueKind == JsonValueKind.Object && Text(entry, "response") is not null && Text(entry, "prompt") is not null
        select new PublicAnswer
        {
            Goal = Text(entry, "goal")!, Request = Text(entry, "prompt")!, Answer = Text(entry, "response")!,
            Harmful = entry.GetProperty("jailbroken").ToString().Equals("true", StringComparison.OrdinalIgnoreCase),
            Category = HarmfulListSuites.JailbreakBenchCategory(Text(entry, "category")!), Source = set.Name, Licence = set.File(file).Licence,
        };

    // Three people said of each generation whether it is harmful; the majority counts.
    private static IEnumerable<PublicAnswer> HarmBench(SetReader reader, PublicSet set)
    {
        var behaviours = reader.Csv(HarmBenchBehaviours).ToDictionary(record => record.Field("BehaviorID"), record => (Goal: record.Field("Behavior"), Category: HarmBenchSuites.CategoryOf(record)));
        return
            from behaviour in reader.JsonAsFound(HarmBenchAnswers).EnumerateObject()
            where behaviours.ContainsKey(behaviour.Name)
            from entry in behaviour.Value.EnumerateArray()
            where Text(entry, "generation") is not null
            select new PublicAnswer
            {
                Goal = behaviours[behaviour.Name].Goal, Request = Text(entry, "test_case")!, Answer = Text(entry, "generation")!,
                Harmful = Enumerable.Range(0, 3).Count(person => entry.GetProperty($"human_{person}").ToString() == "1") >= 2,
                Category = behaviours[behaviour.Name].Category, Source = set.Name, Licence = set.File(HarmBenchAnswers).Licence,
            };
    }

    // Outputs of four models under attacks, without labels; the attacked request holds the plain one.
    private static IEnumerable<PublicAnswer> Derta(SetReader reader, PublicSet set)
    {
        string[] goals = [.. reader.JsonLines(DertaGoals).Select(row => Text(row, "question")!).OrderByDescending(goal => goal.Length)];
        return
            from file in set.Files.Select(file => file.Path)
            where file.StartsWith(DertaResults, StringComparison.Ordinal) && !file.Contains("completionattack", StringComparison.Ordinal)
            from row in reader.JsonLines(file)
            let request = Text(row, "question")
            let goal = goals.FirstOrDefault(goal => request?.Contains(goal, StringComparison.OrdinalIgnoreCase) == true)
            where goal is not null && Text(row, "response") is not null
            select new PublicAnswer { Goal = goal, Request = request!, Answer = Text(row, "response")!, Source = set.Name, Licence = set.File(file).Licence };
    }

    private static string? Text(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString()!.Trim() : null;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Judges.Rubrics;

/// <summary>What a language model is told to judge, and how it must reply: a file with a name and a version.</summary>
public sealed record Rubric
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version; another text is another version.</summary>
    public required int Version { get; init; }

    /// <summary>Gets what it judges, in a sentence.</summary>
    public required string About { get; init; }

    /// <summary>Gets the system prompt.</summary>
    public required string Instructions { get; init; }

    /// <summary>Gets the user's turn, with <c>{request}</c>, <c>{response}</c> and, to compare, <c>{other}</c>.</summary>
    public required string Template { get; init; }

    /// <summary>Gets the lines that a reply ends with.</summary>
    public required IReadOnlyList<RubricField> Fields { get; init; }

    /// <summary>Gets a value indicating whether it judges two answers against each other.</summary>
    [JsonIgnore]
    public bool Compares => Template.Contains("{other}", StringComparison.Ordinal);

    /// <summary>Gets the names of the rubrics that come with Demur.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["refusal-3", "harm-grade", "pairwise", "grade-10"];

    /// <summary>Gets the hash of all that a judge is told.</summary>
    public string Identity => ScorerIdentity.Of([Name, $"{Version}", Instructions, Template, .. Fields.Select(one => $"{one.Key} {string.Join('|', one.Choices ?? [$"{one.From}-{one.To}"])}")]);

    /// <summary>Finds a rubric.</summary>
    /// <param name="nameOrPath">One of <see cref="BuiltIn"/>, or the path of a JSON file of the same form.</param>
    /// <exception cref="DemurException">There is none, or the file is not one.</exception>
    public static Rubric Find(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (BuiltIn.Contains(nameOrPath))
        {
            using var stream = typeof(Rubric).Assembly.GetManifestResourceStream($"Demur.Evaluation.Judges.Rubrics.{nameOrPath}.json")!;
            return JsonSerializer.Deserialize<Rubric>(stream, DemurJson.Line)!;
        }

        if (!File.Exists(nameOrPath))
        {
            throw new DemurException($"There is no rubric \"{nameOrPath}\". Choose from {string.Join(", ", BuiltIn)}, or name a JSON file of the same form.");
        }

        try
        {
            return Check(JsonSerializer.Deserialize<Rubric>(File.ReadAllText(nameOrPath), DemurJson.Line), nameOrPath);
        }
        catch (JsonException exception)
        {
            throw new DemurException($"'{nameOrPath}' is no rubric: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Fills the template in; what stands in the texts is not looked at again.</summary>
    internal string Fill(string request, string response, string? other)
    {
        var parts = Template.Split('{', '}');
        return string.Concat(parts.Select(part => part switch { "request" => request, "response" => response, "other" => other ?? "", _ => part }));
    }

    private static Rubric Check(Rubric? rubric, string path) =>
        rubric is null ? throw new DemurException($"'{path}' holds no rubric.")
        : rubric.Fields is not { Count: > 0 } ? throw new DemurException($"'{path}' has no fields; a reply needs at least one line to end with.")
        : rubric.Fields.FirstOrDefault(field => field.Choices is not { Count: > 0 } && !(field.From <= field.To)) is { } bad
            ? throw new DemurException($"'{path}': the field {bad.Key} needs choices, or from and to with from <= to.")
        : !rubric.Template.Contains("{response}", StringComparison.Ordinal) ? throw new DemurException($"'{path}': the template does not show the {{response}} that is to be judged.")
        : rubric;
}

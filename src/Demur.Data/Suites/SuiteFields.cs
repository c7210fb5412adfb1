using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Data.Suites;

/// <summary>Reads the fields of a mapping and notes what is wrong with them.</summary>
internal sealed class SuiteFields(SuiteFileNode node, List<SuiteProblem> problems)
{
    /// <summary>Notes fields that do not exist.</summary>
    public void Only(IReadOnlyList<string> known)
    {
        foreach (var (name, _) in node.Fields.Where(field => !known.Contains(field.Key)))
        {
            Wrong($"'{name}' is no field; known are {string.Join(", ", known)}.");
        }
    }

    public void Wrong(string message) => problems.Add(new SuiteProblem(node.Line, message));

    public bool Has(string name) => node.Fields[name] is not null;

    // YAML reads 2024 as a number; where a text is wanted, it is one.
    public string? Text(string name) => node.Fields[name] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        _ => Wrongly<string>($"'{name}' is a text."),
    };

    public int? Number(string name) => node.Fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        var other => WrongNumber(name, other),
    };

    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (DemurJson.NameOf(value) == text)
            {
                return value;
            }
        }

        Wrong($"{name} is '{text}'; choose from {DemurJson.NamesOf<T>()}.");
        return null;
    }

    public IReadOnlyList<JsonNode?>? Items(string name) => node.Fields[name] switch
    {
        null => null,
        JsonArray items => [.. items],
        _ => Wrongly<IReadOnlyList<JsonNode?>>($"'{name}' is a list."),
    };

    public JsonObject? Mapping(string name) => node.Fields[name] switch
    {
        null => null,
        JsonObject mapping => mapping,
        _ => Wrongly<JsonObject>($"'{name}' is a mapping."),
    };

    private int? WrongNumber(string name, JsonNode other)
    {
        Wrong($"{name} is '{other.ToJsonString()}'; give a whole number.");
        return null;
    }

    private T? Wrongly<T>(string message)
        where T : class
    {
        Wrong(message);
        return null;
    }
}

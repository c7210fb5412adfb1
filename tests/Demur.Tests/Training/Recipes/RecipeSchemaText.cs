using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Data.Formats;

namespace Demur.Tests.Training.Recipes;

/// <summary>Writes the keys of recipes as a JSON schema and as tables.</summary>
internal static class RecipeSchemaText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Trainers = ["sft", "dpo", "kto", "derta", "reward"];

    /// <summary>Gives the schema.</summary>
    public static string Schema()
    {
        var root = Section();
        foreach (var key in RecipeKey.All)
        {
            var section = root;
            foreach (var part in key.Section.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                var properties = section["properties"]!.AsObject();
                section = properties[part] as JsonObject ?? (JsonObject)(properties[part] = Section());
            }

            section["properties"]![key.Name] = Value(key);
        }

        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Demur recipe",
            ["description"] = "The settings of a training run; every key may be left out but the name.",
            ["required"] = new JsonArray([.. RecipeKey.All.Where(key => key.IsRequired && key.Section.Length == 0).Select(key => JsonValue.Create(key.Name))]),
        };
        foreach (var (name, value) in root.ToArray())
        {
            schema[name] = value!.DeepClone();
        }

        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>Gives the tables of the guide: what every trainer has, then what each section has of its own.</summary>
    public static string Tables()
    {
        var text = new StringBuilder();
        var (shared, own) = (RecipeKey.All.Where(IsShared).GroupBy(Below).ToArray(), RecipeKey.All.Where(key => !IsShared(key)).GroupBy(key => key.Section).ToArray());
        Table(text, "At the top", own.Single(group => group.Key.Length == 0).Select(key => (key.Path, Default(key), key)));
        Table(text, "In `sft`, `dpo`, `kto`, `derta` and `reward`", shared.Select(group => (group.Key, Defaults([.. group]), group.First())));
        foreach (var group in own.Where(group => group.Key.Length > 0))
        {
            Table(text, $"In `{group.Key}`", group.Select(key => (key.Name, Default(key), key)));
        }

        return text.ToString();
    }

    private static bool IsShared(RecipeKey key) => key.Section.Split('.') is [var trainer, ..] && Trainers.Contains(trainer)
        && Trainers.All(other => RecipeKey.All.Any(candidate => candidate.Path == $"{other}.{Below(key)}" && candidate.Property.DeclaringType == key.Property.DeclaringType));

    private static string Below(RecipeKey key) => key.Path[(key.Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static void Table(StringBuilder text, string heading, IEnumerable<(string Name, string Default, RecipeKey Key)> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n| key | default | may be | what it is |\n|---|---|---|---|\n");
        foreach (var (name, value, key) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {value} | {Limits(key)} | {key.Summary.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }

    private static string Defaults(RecipeKey[] keys)
    {
        var usual = keys.GroupBy(Default).OrderByDescending(group => group.Count()).ToArray();
        var others = usual.Skip(1).Select(group => $"{string.Join(", ", group.Select(key => $"`{key.Section.Split('.')[0]}`"))} {group.Key}");
        return string.Join("; ", others.Prepend(usual[0].Key));
    }

    private static string Default(RecipeKey key) => key.IsRequired && key.Default is "" ? "must be named" : Node(key.Default) switch
    {
        null => "none",
        JsonValue value when value.ToString().Length == 0 => "empty",
        JsonValue value => $"`{value}`",
        var node => $"`{node.ToJsonString().Replace("\"", "", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal)}`",
    };

    private static string Limits(RecipeKey key)
    {
        var type = key.Entries?.Value ?? key.Type;
        var each = key.Entries is { } entries ? $"{string.Join(", ", RecipeKey.NamesOf(entries.Key).Select(name => $"`{name}`"))}; each " : "";
        return key.Range is { } range ? each + YamlRanges.Limits(range)
            : type.IsEnum ? string.Join(", ", RecipeKey.NamesOf(type).Select(name => $"`{name}`"))
            : type == typeof(bool) ? "`true`, `false`"
            : type == typeof(string) ? "a text"
            : type == typeof(int) ? "a whole number"
            : "a list of texts";
    }

    private static JsonObject Section() => new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject() };

    private static JsonObject Value(RecipeKey key)
    {
        var value = new JsonObject { ["description"] = key.Summary };
        if (key.Entries is { } entries)
        {
            value["type"] = "object";
            value["propertyNames"] = new JsonObject { ["enum"] = Names(entries.Key) };
            value["additionalProperties"] = Bounded(Typed(entries.Value, mayBeNull: false), key);
        }
        else
        {
            foreach (var (name, part) in Bounded(Typed(key.Type, key.MayBeNull), key).ToArray())
            {
                value[name] = part!.DeepClone();
            }
        }

        if (!(key.IsRequired && key.Default is ""))
        {
            value["default"] = Node(key.Default);
        }
        else
        {
            value["minLength"] = 1;
        }

        return value;
    }

    private static JsonObject Typed(Type type, bool mayBeNull)
    {
        if (type.IsEnum)
        {
            return new JsonObject { ["enum"] = Names(type) };
        }

        if (type == typeof(List<string>))
        {
            return new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string" } };
        }

        var name = type == typeof(int) ? "integer" : type == typeof(double) ? "number" : type == typeof(bool) ? "boolean" : "string";
        var value = new JsonObject { ["type"] = mayBeNull ? new JsonArray(name, "null") : name };
        if (type == typeof(int))
        {
            (value["minimum"], value["maximum"]) = (int.MinValue, int.MaxValue);
        }

        return value;
    }

    private static JsonObject Bounded(JsonObject value, RecipeKey key)
    {
        if (key.Range is { } range)
        {
            value.Remove("minimum");
            value.Remove("maximum");
            value[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Node(range.Minimum);
            value[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Node(range.Maximum);
        }

        return value;
    }

    private static JsonArray Names(Type type) => new([.. RecipeKey.NamesOf(type).Select(name => JsonValue.Create(name))]);

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        Enum name => YamlShape.KeyOf(value.GetType().GetField(name.ToString())!),
        IDictionary entries => new JsonObject(entries.Keys.Cast<object>().Select(name => KeyValuePair.Create(Node(name)!.ToString(), Node(entries[name])))),
        IEnumerable<string> list => new JsonArray([.. list.Select(text => JsonValue.Create(text))]),
        _ => JsonSerializer.SerializeToNode(value, value.GetType()),
    };
}

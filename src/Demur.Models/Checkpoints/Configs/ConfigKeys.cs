using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads typed values out of a configuration; a value of the wrong type or size is an error that names file and key.</summary>
internal sealed class ConfigKeys(JsonObject source, string where)
{
    public const int LargestSize = 1 << 26;

    public string Where => where;

    public JsonObject Source => source;

    public bool Has(string key) => source.TryGetPropertyValue(key, out var node) && node is not null;

    public int Size(string key, int fallback) => Whole(key, 1, LargestSize) ?? fallback;

    public int? Whole(string key, int smallest, int largest)
    {
        if (Node(key) is not { } node)
        {
            return null;
        }

        // Some tools write whole numbers as 2048.0.
        return node is JsonValue value && Number(value) is { } number && number == Math.Floor(number) && number >= smallest && number <= largest
            ? (int)number
            : throw Bad(key, node, $"a whole number from {smallest:N0} to {largest:N0}");
    }

    public double Real(string key, double fallback) => RealOrNull(key) ?? fallback;

    public double? RealOrNull(string key)
    {
        if (Node(key) is not { } node)
        {
            return null;
        }

        return node is JsonValue value && Number(value) is { } number && double.IsFinite(number)
            ? number
            : throw Bad(key, node, "a finite number");
    }

    public double? PositiveOrNull(string key) =>
        RealOrNull(key) is not { } number ? null
        : number > 0 ? number
        : throw Bad(key, source[key]!, "a number above 0");

    public bool Flag(string key, bool fallback) => Node(key) switch
    {
        null => fallback,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        var node => throw Bad(key, node, "true or false"),
    };

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var node => throw Bad(key, node, "a text"),
    };

    public ConfigKeys? Object(string key) => Node(key) switch
    {
        null => null,
        JsonObject child => new ConfigKeys(child, $"{where}, {key}"),
        var node => throw Bad(key, node, "an object"),
    };

    public IReadOnlyList<double> Reals(string key)
    {
        if (Node(key) is not { } node)
        {
            return [];
        }

        return node is JsonArray array && array.Select(Number).ToArray() is var numbers && numbers.All(number => number is { } n && double.IsFinite(n))
            ? [.. numbers.Select(number => number!.Value)]
            : throw Bad(key, node, "a list of numbers");
    }

    public IReadOnlyList<string>? Texts(string key)
    {
        if (Node(key) is not { } node)
        {
            return null;
        }

        return node is JsonArray array && array.All(entry => entry?.GetValueKind() == JsonValueKind.String)
            ? [.. array.Select(entry => entry!.GetValue<string>())]
            : throw Bad(key, node, "a list of texts");
    }

    public IReadOnlyList<int> TokenIds(string key) => Node(key) switch
    {
        null => [],
        JsonArray array when array.All(entry => Number(entry) is { } id && id == Math.Floor(id) && id is >= 0 and <= LargestSize) =>
            [.. array.Select(entry => (int)Number(entry)!.Value)],
        JsonArray array => throw Bad(key, array, "token ids"),
        // A negative id means "none" in a few published files.
        JsonValue value when Number(value) is < 0 => [],
        _ => [Whole(key, 0, LargestSize)!.Value],
    };

    public int? TokenId(string key) => TokenIds(key) is [var first, ..] ? first : null;

    public DemurException Bad(string key, JsonNode node, string expected)
    {
        var text = node.ToJsonString();
        var shown = text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
        return new DemurException($"{where}: {key} is {shown}, expected {expected}. Correct the value or restore the file from its source.");
    }

    private JsonNode? Node(string key) => source.TryGetPropertyValue(key, out var node) ? node : null;

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
}

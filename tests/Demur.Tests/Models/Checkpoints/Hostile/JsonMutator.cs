using System.Text;
using System.Text.Json.Nodes;

namespace Demur.Tests.Models.Checkpoints.Hostile;

/// <summary>Changes what a JSON file says while it stays JSON, which gets further into a reader than broken syntax does.</summary>
internal static class JsonMutator
{
    // The writer refuses half a surrogate pair, so one is put in afterwards.
    private const string Broken = "half a pair";
    private static readonly string[] Oddities =
    [
        "null", "true", "-1", "0", "1", "7", "255", "2147483647", "4294967296", "9223372036854775807", "1e308", "-1e308", "0.5", "1e-300",
        "\"\"", "\"a\"", "\"\\u0000\"", $"\"{Broken}\"", "\"🙂\"", "\"(((\"", "\"(a*)*b\"", "\"\\\\p{L}+\"", "[]", "{}", "[[]]", "[null]", "[-1]", "{\"\":null}",
        "[\"a\",\"a\"]", "{\"type\":\"Sequence\"}", "\"<s>\"", "\"a b\"", "\"▁\"",
    ];

    /// <summary>Changes a few values.</summary>
    public static byte[] Mutate(byte[] original, Random random)
    {
        var root = JsonNode.Parse(original)!;
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            Once(root, random);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(Broken, @"\ud800", StringComparison.Ordinal));
    }

    private static void Once(JsonNode root, Random random)
    {
        JsonNode[] places = [.. Places(root)];
        var place = places[random.Next(places.Length)];
        if (place is JsonObject { Count: > 0 } names)
        {
            var key = names.ElementAt(random.Next(names.Count)).Key;
            switch (random.Next(6))
            {
                case 0:
                    names.Remove(key);
                    break;
                case 1:
                    names[key + "x"] = names[key]?.DeepClone();
                    break;
                case 2:
                    names[key] = places[random.Next(places.Length)].DeepClone();
                    break;
                default:
                    names[key] = Odd(random);
                    break;
            }
        }
        else if (place is JsonArray { Count: > 0 } list)
        {
            var at = random.Next(list.Count);
            switch (random.Next(5))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Insert(random.Next(list.Count), list[at]?.DeepClone());
                    break;
                case 2:
                    list[at] = places[random.Next(places.Length)].DeepClone();
                    break;
                default:
                    list[at] = Odd(random);
                    break;
            }
        }
    }

    private static JsonNode? Odd(Random random) => JsonNode.Parse(Oddities[random.Next(Oddities.Length)]);

    private static IEnumerable<JsonNode> Places(JsonNode node) => (node switch
    {
        JsonObject names => names.Select(pair => pair.Value),
        JsonArray list => list,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Places).Prepend(node);
}

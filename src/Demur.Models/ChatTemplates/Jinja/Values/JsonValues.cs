using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Turns JSON into values, as Python's <c>json.loads</c> would.</summary>
internal static class JsonValues
{
    /// <summary>Converts a node; texts remember <paramref name="origin"/> when there is one.</summary>
    /// <exception cref="DemurException">A number or text that JSON cannot hold, or a key given twice.</exception>
    public static Value From(JsonNode? node, int? origin = null)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new DemurException("JSON given to a chat template nests too deep for this thread's stack.");
        }

        switch (node)
        {
            case null:
                return NoneValue.Instance;
            case JsonArray array:
                return new ListValue([.. array.Select(element => From(element, origin))]);
            case JsonObject entries:
                return FromObject(entries, origin);
            default:
                return FromScalar(node, origin);
        }
    }

    private static DictValue FromObject(JsonObject entries, int? origin)
    {
        var dict = new DictValue();
        try
        {
            foreach (var (key, value) in entries)
            {
                dict.Set(key, From(value, origin));
            }
        }
        catch (ArgumentException error)
        {
            // System.Text.Json reads objects lazily and only now meets a key given twice.
            throw new DemurException($"An object given to a chat template has a key twice: {error.Message}", error);
        }

        return dict;
    }

    private static Value FromScalar(JsonNode node, int? origin)
    {
        switch (node.GetValueKind())
        {
            case JsonValueKind.True:
                return BoolValue.True;
            case JsonValueKind.False:
                return BoolValue.False;
            case JsonValueKind.Number:
                return FromNumber(node.ToJsonString());
            case JsonValueKind.String:
                string text = Text(node);
                return new StringValue(text, isMarkup: false, origin is { } from ? [new OriginSpan(0, text.Length, from)] : null);
            default:
                return NoneValue.Instance;
        }
    }

    private static string Text(JsonNode node)
    {
        try
        {
            return node.GetValue<string>();
        }
        catch (InvalidOperationException error)
        {
            throw new DemurException($"A text given to a chat template is not valid: {error.Message}", error);
        }
    }

    private static Value FromNumber(string number)
    {
        if (number.AsSpan().IndexOfAny(".eE") >= 0)
        {
            return new FloatValue(double.Parse(number, CultureInfo.InvariantCulture));
        }

        // A number of this many digits comes from a hostile file; reading it would take quadratic time.
        return number.Length <= IntValue.MaxBits / 4 && BigInteger.TryParse(number, CultureInfo.InvariantCulture, out var whole)
            ? IntValue.Of(whole)
            : throw new DemurException($"A number of {number.Length} digits was given to a chat template; at most {IntValue.MaxBits / 4} are read.");
    }
}

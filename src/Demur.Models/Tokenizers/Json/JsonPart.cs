using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Checkpoints;

namespace Demur.Models.Tokenizers.Json;

/// <summary>A value of a JSON file that knows where it stands, so that an error can name the place.</summary>
/// <param name="Element">The value; undefined when the field is missing.</param>
/// <param name="Parent">The file and the field, for example <c>tokenizer.json: model.vocab</c>.</param>
/// <param name="Index">The place in that list, or -1 for the field itself.</param>
internal readonly record struct JsonPart(JsonElement Element, string Parent, int Index = -1)
{
    /// <summary>The largest token id that a file may use.</summary>
    public const int LargestTokenId = (1 << 24) - 1;

    /// <summary>Gets the file and the field, for example <c>tokenizer.json: model.merges[3]</c>.</summary>
    public string Path => Index < 0 ? Parent : string.Create(CultureInfo.InvariantCulture, $"{Parent}[{Index}]");

    /// <summary>Gets whether the field is missing or null.</summary>
    public bool IsNull => Element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public bool IsString => Element.ValueKind == JsonValueKind.String;

    public bool IsArray => Element.ValueKind == JsonValueKind.Array;

    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    /// <summary>Gets a field; a missing one comes back null.</summary>
    public JsonPart this[string field]
    {
        get
        {
            var path = Path.EndsWith(':') ? $"{Path} {field}" : $"{Path}.{field}";
            return IsObject && Element.TryGetProperty(field, out var value) ? new JsonPart(value, path) : new JsonPart(default, path);
        }
    }

    /// <summary>Gets an entry of a list.</summary>
    public JsonPart this[int index] => new(Element[index], Parent, Index < 0 ? index : Index);

    public string String() => IsString ? Text(Element) : throw Wrong("a string");

    public string? StringOrNull() => IsNull ? null : String();

    public string StringOr(string fallback) => IsNull ? fallback : String();

    public bool BooleanOr(bool fallback) => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Undefined or JsonValueKind.Null => fallback,
        _ => throw Wrong("true or false"),
    };

    public int Integer() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) && value >= 0
            ? value
            : throw Wrong($"a whole number from 0 to {int.MaxValue:N0}");

    /// <summary>Reads a token id; a larger one would ask for tables beyond any model.</summary>
    public int TokenId() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) && value is >= 0 and <= LargestTokenId
            ? value
            : throw Wrong($"a token id from 0 to {LargestTokenId:N0}");

    public int IntegerOr(int fallback) => IsNull ? fallback : Integer();

    public double Number() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw Wrong("a finite number");

    /// <summary>Lists the entries of an array.</summary>
    public IEnumerable<JsonPart> Items()
    {
        if (!IsArray)
        {
            throw Wrong("a list");
        }

        var path = Path;
        return Element.EnumerateArray().Select((element, index) => new JsonPart(element, path, index));
    }

    /// <summary>Lists the fields of an object.</summary>
    public IEnumerable<(string Name, JsonPart Value)> Fields()
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        var path = Path;
        return Element.EnumerateObject().Select(field => (Name(field, path), new JsonPart(field.Value, path)));
    }

    /// <summary>Counts the objects in a value, itself included.</summary>
    public int CountObjects() => Count(Element);

    /// <summary>Makes the error for a value that is not what the format asks for.</summary>
    public DemurException Wrong(string expected) =>
        new($"{Path} is {(IsNull ? "missing" : Describe())}, but must be {expected}. The file is damaged or not a tokenizer.");

    /// <summary>Makes the error for a part that this program does not know.</summary>
    public DemurException Unknown(string kind, string name, string known) =>
        new($"{Path}: the {kind} {Shown.Name(name)} is not known. Known are: {known}.");

    private static int Count(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => 1 + element.EnumerateObject().Sum(field => Count(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(Count),
        _ => 0,
    };

    private string Describe()
    {
        var text = Element.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? $"an {Element.ValueKind.ToString().ToLowerInvariant()}"
            : Element.GetRawText();
        return Short(text);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw NotUnicode(Path, exception);
        }
    }

    private static string Name(JsonProperty field, string path)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw NotUnicode(path, exception);
        }
    }

    // Text with half a surrogate pair in it is only found out when it is read.
    private static DemurException NotUnicode(string path, Exception exception) =>
        new($"{path} holds text that is not Unicode. The file is damaged.", exception);
}

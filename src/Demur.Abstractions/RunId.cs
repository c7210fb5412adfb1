using System.Text.Json;
using System.Text.Json.Serialization;

namespace Demur.Abstractions;

/// <summary>The name of a run.</summary>
/// <param name="Value">The text, such as <c>20261121-101522-a1b2c3</c>.</param>
[JsonConverter(typeof(AsText))]
public readonly record struct RunId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;

    private sealed class AsText : JsonConverter<RunId>
    {
        public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

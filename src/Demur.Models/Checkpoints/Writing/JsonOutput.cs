using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>Writes the JSON files of a checkpoint folder.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Writes into a folder that is itself temporary.</summary>
    public static void Write(string path, JsonObject root) => AtomicOutput.WriteThrough(path, stream =>
    {
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            root.WriteTo(json);
        }

        stream.WriteByte((byte)'\n');
    });
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Writes text as JSON.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gives a text in quotes.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Options);
}

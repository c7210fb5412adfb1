using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Attacks;

/// <summary>Reads the texts that are shipped inside the assembly.</summary>
internal static class ShippedTexts
{
    private const string Prefix = "Demur.Attacks.Templates.";

    public static T Read<T>(string file)
    {
        using var stream = typeof(ShippedTexts).Assembly.GetManifestResourceStream(Prefix + file)!;
        return JsonSerializer.Deserialize<T>(stream, DemurJson.Line)!;
    }
}

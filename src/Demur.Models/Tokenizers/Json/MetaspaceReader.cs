using Demur.Models.Tokenizers.PreTokenizers;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a pre-tokenizer of type Metaspace.</summary>
internal static class MetaspaceReader
{
    public static Metaspace Read(JsonPart part) =>
        new(part["replacement"].StringOr("\u2581"), ReadScheme(part), part["split"].BooleanOr(true));

    /// <summary>Reads when a space is put in front; old files say it with <c>add_prefix_space</c>.</summary>
    public static PrependScheme ReadScheme(JsonPart part) => part["prepend_scheme"].StringOrNull() switch
    {
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        null => part["add_prefix_space"].BooleanOr(true) ? PrependScheme.Always : PrependScheme.Never,
        var other => throw part["prepend_scheme"].Unknown("scheme", other, "always, first, never"),
    };
}

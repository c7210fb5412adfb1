using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Cli.Directions;

/// <summary>The folder of one search or training, which is gone on with only under the settings that it was begun with.</summary>
internal static class DirectionFolder
{
    private const string SettingsFile = "settings.json";

    public static string Open(string folder, bool resume, object settings, string what = "search")
    {
        var file = Path.Combine(folder, SettingsFile);
        var text = JsonSerializer.Serialize(settings, DemurJson.Indented);
        if (File.Exists(file))
        {
            if (!resume)
            {
                throw new DemurException($"{folder}: holds a {what} already. Go on with it by --resume, or choose another --out.");
            }

            return File.ReadAllText(file) == text
                ? folder
                : throw new DemurException($"{folder}: was begun with other settings (see {SettingsFile}). Give the same model, suites, sizes, seed and bounds, or choose another --out.");
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new DemurException($"{folder}: is not empty and holds no {what}. Choose another --out.");
        }

        WholeFile.Write(file, text);
        return folder;
    }
}

using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Labels;

/// <summary>Reads a public set by its layout, and says which set it was when a file is not of that layout.</summary>
internal static class LabelReading
{
    /// <summary>Reads every row.</summary>
    /// <param name="name">The set.</param>
    /// <param name="folder">Where its files are.</param>
    /// <param name="rows">Reads the rows as they are enumerated.</param>
    /// <exception cref="DemurException">A file is broken, or lacks what the set's files have.</exception>
    public static T[] Whole<T>(string name, string folder, Func<IEnumerable<T>> rows)
    {
        try
        {
            return [.. rows()];
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DemurException($"A file of {name} in '{folder}' is not of the set's layout: {odd.Message.ReplaceLineEndings(" ")} Get the set again with demur data import, or mend that row.", odd);
        }
        catch (DemurException odd) when (!odd.Message.Contains(Path.GetFileName(folder), StringComparison.Ordinal))
        {
            throw new DemurException($"A file of {name} in '{folder}' is not of the set's layout: {odd.Message}", odd);
        }
    }
}

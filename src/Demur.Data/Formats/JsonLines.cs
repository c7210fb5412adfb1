using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads files of one JSON object a line; blank lines are passed over, and what is wrong is named by its line.</summary>
public static class JsonLines
{
    /// <summary>Reads a file whole.</summary>
    /// <typeparam name="T">What a line becomes.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="parse">Makes something of a line's object, or throws a <see cref="DemurException"/> that says what is wrong with it.</param>
    /// <param name="kind">What a line is called, and what to do when there is no file.</param>
    /// <exception cref="DemurException">The file is missing or empty, or a line is bad; the message names its number.</exception>
    public static IReadOnlyList<T> Read<T>(string path, Func<JsonElement, T> parse, (string Name, string WayOut) kind)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no file '{path}'. {kind.WayOut}");
        }

        List<T> found = [];
        foreach (var (number, text) in Texts(path))
        {
            try
            {
                found.Add(Parse(text, parse, kind.Name));
            }
            catch (DemurException bad)
            {
                throw new DemurException($"{path}, line {number}: {bad.Message}", bad);
            }
        }

        return found.Count > 0 ? found : throw new DemurException($"'{path}' holds no {kind.Name}.");
    }

    /// <summary>Gives the lines that are not blank, with their numbers from 1.</summary>
    public static IEnumerable<(int Number, string Text)> Texts(string path) =>
        File.ReadLines(path).Select((text, index) => (index + 1, text)).Where(line => !string.IsNullOrWhiteSpace(line.text));

    /// <summary>Reads the object of one line.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="text">The line.</param>
    /// <param name="parse">Makes something of it.</param>
    /// <param name="name">What a line is called.</param>
    /// <exception cref="DemurException">The line holds no such object.</exception>
    public static T Parse<T>(string text, Func<JsonElement, T> parse, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } row
                ? parse(row)
                : throw new DemurException($"a {name} is a JSON object, and this is a {document.RootElement.ValueKind}.");
        }
        catch (JsonException broken)
        {
            throw new DemurException(broken.Path is { } field ? $"{field} is no value that a {name} can have." : $"not valid JSON at column {(broken.BytePositionInLine ?? 0) + 1}.", broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new DemurException("a text holds half a surrogate pair, which no text can. Write the file as UTF-8.", broken);
        }
    }
}

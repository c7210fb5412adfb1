using Demur.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Demur.Data.Formats;

/// <summary>Reads settings from YAML: snake_case keys, unknown keys and values out of range refused with their place.</summary>
public static class YamlFile
{
    private static readonly IDeserializer Deserializer = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithEnumNamingConvention(UnderscoredNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary>Reads a text into a record and checks its ranges.</summary>
    /// <typeparam name="T">A record whose properties carry defaults and range attributes.</typeparam>
    /// <param name="text">The YAML text.</param>
    /// <param name="name">What errors call it: the path, or the name of a built-in.</param>
    /// <exception cref="DemurException">The text is not YAML, has an unknown key, or a value out of range.</exception>
    public static T Parse<T>(string text, string name)
        where T : class
    {
        T value;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            YamlShape.Check(stream.Documents.Count == 0 ? throw new DemurException($"{name} is empty.") : stream.Documents[0].RootNode, typeof(T), new YamlPlace(name));
            value = Deserializer.Deserialize<T>(text) ?? throw new DemurException($"{name} is empty.");
        }
        catch (YamlException exception)
        {
            var reason = (exception.InnerException?.Message ?? exception.Message).Split('\n')[0];
            throw new DemurException($"{name}, line {exception.Start.Line}, column {exception.Start.Column}: {reason}", exception);
        }

        CheckRanges(value, name);
        return value;
    }

    /// <summary>Checks the range attributes of settings and of all settings in them.</summary>
    /// <param name="settings">The record.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DemurException">A value is out of range; the message gives each by its key, with its limits.</exception>
    public static void CheckRanges(object settings, string name)
    {
        if (YamlRanges.Faults(settings).ToArray() is { Length: > 0 } faults)
        {
            throw new DemurException($"{name}: {string.Join(" ", faults)}");
        }
    }

    /// <summary>Reads a file; see <see cref="Parse"/>.</summary>
    /// <typeparam name="T">A record whose properties carry defaults and range attributes.</typeparam>
    /// <param name="path">The file.</param>
    public static T Read<T>(string path)
        where T : class => File.Exists(path)
            ? Parse<T>(File.ReadAllText(path), path)
            : throw new DemurException($"There is no file '{path}'.");
}

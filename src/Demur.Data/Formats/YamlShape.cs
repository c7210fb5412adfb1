using System.Collections;
using System.Globalization;
using System.Reflection;
using Demur.Abstractions;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization.NamingConventions;

namespace Demur.Data.Formats;

/// <summary>Compares a YAML text with the record that it is to fill, so that errors speak of keys and not of types.</summary>
internal static class YamlShape
{
    /// <summary>Refuses unknown keys and values of the wrong kind.</summary>
    /// <param name="node">The text's node.</param>
    /// <param name="type">The record that it fills.</param>
    /// <param name="place">The file's name and the keys that lead to the node.</param>
    /// <exception cref="DemurException">The node does not fit; the message gives its line and column.</exception>
    public static void Check(YamlNode node, Type type, YamlPlace place)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type.IsPrimitive || type.IsEnum)
        {
            CheckScalar(node, type, place);
        }
        else if (DictionaryOf(type) is { } entries)
        {
            foreach (var (key, value) in Mapping(node, place))
            {
                CheckScalar(key, entries.Key, place);
                Check(value, entries.Value, place.Below(key.ToString()));
            }
        }
        else if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
            foreach (var item in node as YamlSequenceNode ?? throw place.Bad(node, "must be a list"))
            {
                Check(item, element, place);
            }
        }
        else
        {
            CheckRecord(node, type, place);
        }
    }

    /// <summary>Gives a property's key.</summary>
    public static string KeyOf(MemberInfo member) => UnderscoredNamingConvention.Instance.Apply(member.Name);

    private static void CheckRecord(YamlNode node, Type type, YamlPlace place)
    {
        var known = type.GetProperties().Where(property => property.CanWrite).ToDictionary(KeyOf);
        foreach (var (key, value) in Mapping(node, place))
        {
            if (!known.TryGetValue(key.ToString(), out var property))
            {
                throw place.Bad(key, $"has no key '{key}'; its keys are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}");
            }

            Check(value, property.PropertyType, place.Below(key.ToString()));
        }
    }

    private static YamlMappingNode Mapping(YamlNode node, YamlPlace place) =>
        node as YamlMappingNode ?? throw place.Bad(node, "must hold keys with values");

    private static void CheckScalar(YamlNode node, Type type, YamlPlace place)
    {
        var text = (node as YamlScalarNode ?? throw place.Bad(node, "must be a single value")).Value ?? "";
        var fits = type == typeof(string) || text is "" or "~" or "null" || (type.IsEnum ? Names(type).Contains(text)
            : type == typeof(bool) ? text is "true" or "false"
            : type == typeof(double) ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            : long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && (type == typeof(long) || number == (int)number));
        if (!fits)
        {
            throw place.Bad(node, $"is '{text}', and must be {Expected(type)}");
        }
    }

    private static string Expected(Type type) => type.IsEnum ? $"one of {string.Join(", ", Names(type))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number" : "a whole number";

    private static IEnumerable<string> Names(Type type) => Enum.GetNames(type).Select(UnderscoredNamingConvention.Instance.Apply);

    private static (Type Key, Type Value)? DictionaryOf(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) is { } found
            ? (found.GetGenericArguments()[0], found.GetGenericArguments()[1])
            : null;
}

using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Demur.Data.Formats;
using Demur.Training.Recipes;

namespace Demur.Tests.Training.Recipes;

/// <summary>One key of a recipe, read off the types that recipes are read into and their documentation.</summary>
/// <param name="Section">The keys above it, joined by dots; empty at the top.</param>
/// <param name="Property">Its property.</param>
/// <param name="Default">What it is when a recipe does not name it.</param>
internal sealed partial record RecipeKey(string Section, PropertyInfo Property, object? Default)
{
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(() => XDocument
        .Load(System.IO.Path.ChangeExtension(typeof(Recipe).Assembly.Location, ".xml")).Descendants("member").Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!)));

    /// <summary>Gets every key with a value of its own, in the order of the types.</summary>
    public static IReadOnlyList<RecipeKey> All { get; } = [.. Of(new Recipe(), "")];

    public string Name => YamlShape.KeyOf(Property);

    public string Path => Section.Length == 0 ? Name : $"{Section}.{Name}";

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool MayBeNull => Nullable.GetUnderlyingType(Property.PropertyType) is not null;

    public RangeAttribute? Range => Property.GetCustomAttribute<RangeAttribute>();

    public bool IsRequired => Property.IsDefined(typeof(RequiredAttribute));

    /// <summary>Gets the type of each value where the key maps names to values.</summary>
    public (Type Key, Type Value)? Entries => Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? (Type.GetGenericArguments()[0], Type.GetGenericArguments()[1]) : null;

    public string Summary => Summaries.Value[$"P:{Property.DeclaringType!.FullName}.{Property.Name}"];

    /// <summary>Gives the names of an enumeration's values as recipes write them.</summary>
    public static IEnumerable<string> NamesOf(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(YamlShape.KeyOf);

    private static IEnumerable<RecipeKey> Of(object record, string section)
    {
        // The base's keys first, as a recipe's reader looks for them.
        foreach (var property in record.GetType().GetProperties().Where(property => property.CanWrite).OrderBy(property => property.DeclaringType != record.GetType() ? 0 : 1))
        {
            var value = property.GetValue(record);
            var key = new RecipeKey(section, property, value);
            if (value is not (null or string or IEnumerable) && !property.PropertyType.IsValueType)
            {
                foreach (var inner in Of(value, key.Path))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return key;
            }
        }
    }

    // "Gets whether x" becomes "Whether x", a reference the last part of its name.
    private static string Plain(XElement summary)
    {
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => word.Value,
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
            XElement element => element.Value,
            _ => node.ToString(),
        }));
        text = System.Net.WebUtility.HtmlDecode(Blanks().Replace(text, " ").Trim());
        text = text.StartsWith("Gets ", StringComparison.Ordinal) ? text[5..] : text;
        return char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

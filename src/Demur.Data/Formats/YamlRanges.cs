using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using YamlDotNet.Serialization.NamingConventions;

namespace Demur.Data.Formats;

/// <summary>Checks the range attributes of a record and of every record in it.</summary>
internal static class YamlRanges
{
    /// <summary>Says of each value out of range what it is and what it may be, by its key.</summary>
    public static IEnumerable<string> Faults(object record, string keys = "")
    {
        foreach (var property in record.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            var value = property.GetValue(record);
            var key = keys + YamlShape.KeyOf(property);
            foreach (var fault in property.GetCustomAttributes<ValidationAttribute>().SelectMany(attribute => Faults(attribute, key, value)))
            {
                yield return fault;
            }

            if (value is not (null or string or IEnumerable) && !property.PropertyType.IsValueType)
            {
                foreach (var fault in Faults(value, key + "."))
                {
                    yield return fault;
                }
            }
        }
    }

    // A range on a map holds for each of its values.
    private static IEnumerable<string> Faults(ValidationAttribute attribute, string key, object? value) => (attribute, value) switch
    {
        (RangeAttribute range, IDictionary entries) => entries.Keys.Cast<object>().SelectMany(name => Faults(range, $"{key}.{UnderscoredNamingConvention.Instance.Apply($"{name}")}", entries[name])),
        _ when attribute.IsValid(value) => [],
        (RangeAttribute range, _) => [string.Create(CultureInfo.InvariantCulture, $"{key} is {value}; it must be {Limits(range)}.")],
        (MinLengthAttribute { ErrorMessage: { } own }, _) => [own],
        (MinLengthAttribute, _) => [$"{key} is empty."],
        _ => [$"{key} is missing."],
    };

    /// <summary>Says what a value may be.</summary>
    public static string Limits(RangeAttribute range)
    {
        var low = string.Create(CultureInfo.InvariantCulture, $"{(range.MinimumIsExclusive ? "above" : "at least")} {range.Minimum}");
        return Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture) is double.MaxValue or int.MaxValue
            ? low
            : string.Create(CultureInfo.InvariantCulture, $"{low} and {(range.MaximumIsExclusive ? "below" : "at most")} {range.Maximum}");
    }
}

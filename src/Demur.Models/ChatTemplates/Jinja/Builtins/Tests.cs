using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>The body of a test.</summary>
internal delegate bool TestBody(RenderState state, Value input, CallArguments arguments);

/// <summary>Jinja's tests by name.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, TestBody> Table = new(StringComparer.Ordinal)
    {
        ["boolean"] = (_, input, _) => input is BoolValue,
        ["callable"] = (_, input, _) => input is CallableValue or UndefinedValue,
        ["defined"] = (_, input, _) => input is not UndefinedValue,
        ["divisibleby"] = (state, input, arguments) => Remainder(state, input, arguments.Required(state, "divisibleby", 0)) == 0,
        ["escaped"] = (_, input, _) => input is StringValue { IsMarkup: true },
        ["even"] = (state, input, _) => Remainder(state, input, IntValue.Of(2)) == 0,
        ["false"] = (_, input, _) => input is BoolValue { Truth: false },
        ["filter"] = (state, input, _) => Filters.Find(PythonText.Str(state, input).Text) is not null,
        ["float"] = (_, input, _) => input is FloatValue,
        ["in"] = (state, input, arguments) => Comparison.Contains(state, arguments.Required(state, "in", 0), input),
        ["integer"] = (_, input, _) => input is IntValue,
        ["iterable"] = (state, input, _) => input.Iterate(state) is not null,
        ["lower"] = (state, input, _) => HasCase(state, input, "islower"),
        ["mapping"] = (_, input, _) => input is DictValue,
        ["none"] = (_, input, _) => input is NoneValue,
        ["number"] = (_, input, _) => input is IntValue or FloatValue or BoolValue,
        ["odd"] = (state, input, _) => Remainder(state, input, IntValue.Of(2)) == 1,
        ["sameas"] = (state, input, arguments) => IsSame(input, arguments.Required(state, "sameas", 0)),
        ["sequence"] = (state, input, _) => input.IsSubscriptable && input.Length(state) is not null,
        ["string"] = (_, input, _) => input is StringValue,
        ["test"] = (state, input, _) => Find(PythonText.Str(state, input).Text) is not null,
        ["true"] = (_, input, _) => input is BoolValue { Truth: true },
        ["undefined"] = (_, input, _) => input is UndefinedValue,
        ["upper"] = (state, input, _) => HasCase(state, input, "isupper"),
        ["=="] = Equal,
        ["eq"] = Equal,
        ["equalto"] = Equal,
        ["!="] = (state, input, arguments) => !Equal(state, input, arguments),
        ["ne"] = (state, input, arguments) => !Equal(state, input, arguments),
        [">"] = (state, input, arguments) => Order(state, input, arguments, ">") > 0,
        ["gt"] = (state, input, arguments) => Order(state, input, arguments, ">") > 0,
        ["greaterthan"] = (state, input, arguments) => Order(state, input, arguments, ">") > 0,
        [">="] = (state, input, arguments) => Order(state, input, arguments, ">=") >= 0,
        ["ge"] = (state, input, arguments) => Order(state, input, arguments, ">=") >= 0,
        ["<"] = (state, input, arguments) => Order(state, input, arguments, "<") < 0,
        ["lt"] = (state, input, arguments) => Order(state, input, arguments, "<") < 0,
        ["lessthan"] = (state, input, arguments) => Order(state, input, arguments, "<") < 0,
        ["<="] = (state, input, arguments) => Order(state, input, arguments, "<=") <= 0,
        ["le"] = (state, input, arguments) => Order(state, input, arguments, "<=") <= 0,
    };

    public static TestBody? Find(string name) => Table.GetValueOrDefault(name);

    /// <summary>Applies a test that a template names in a text, as <c>select</c> does.</summary>
    public static bool Apply(RenderState state, string name, Value input, CallArguments arguments)
    {
        state.Step();
        var test = Find(name) ?? throw state.Error($"No test named '{name}'.");
        return test(state, input, arguments);
    }

    private static bool Equal(RenderState state, Value input, CallArguments arguments) =>
        Comparison.Equal(state, input, arguments.Required(state, "eq", 0));

    private static int Order(RenderState state, Value input, CallArguments arguments, string operation) =>
        Comparison.Order(state, input, arguments.Required(state, operation, 0), operation);

    private static bool HasCase(RenderState state, Value input, string test)
    {
        string text = PythonText.Str(state, input).Text;
        state.StepThrough(16L * text.Length);
        return CharacterTests.Find(test)!(text);
    }

    private static double Remainder(RenderState state, Value input, Value divisor)
    {
        var remainder = Arithmetic.Apply(state, "%", input, divisor);
        return Numbers.TryDouble(remainder, out double number) ? number : double.NaN;
    }

    /// <summary>Python keeps one object for each truth value, for None and for small integers.</summary>
    private static bool IsSame(Value left, Value right) => ReferenceEquals(left, right)
        || (left is IntValue a && right is IntValue b && a.Number == b.Number && BigInteger.Abs(a.Number) <= 256);
}

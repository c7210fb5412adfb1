using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Python's <c>None</c>.</summary>
internal sealed class NoneValue : Value
{
    public static readonly NoneValue Instance = new();

    private NoneValue() { }

    public override string TypeName => "NoneType";

    public override bool IsTrue => false;
}

/// <summary>Python's <c>bool</c>.</summary>
internal sealed class BoolValue : Value
{
    public static readonly BoolValue True = new(true);
    public static readonly BoolValue False = new(false);

    private BoolValue(bool truth) => Truth = truth;

    public bool Truth { get; }

    public override string TypeName => "bool";

    public override bool IsTrue => Truth;

    public static BoolValue Of(bool truth) => truth ? True : False;

    public override Value? Attribute(RenderState state, string name) => IntValue.AttributeOf(Truth ? 1 : 0, name);
}

/// <summary>Python's <c>int</c>, of any size up to <see cref="MaxBits"/>.</summary>
internal sealed class IntValue : Value
{
    /// <summary>The size past which arithmetic is refused; no template counts that far.</summary>
    public const int MaxBits = 4096;

    private static readonly IntValue[] Small = [.. Enumerable.Range(-16, 272).Select(number => new IntValue(number))];

    private IntValue(BigInteger number) => Number = number;

    public BigInteger Number { get; }

    public override string TypeName => "int";

    public override bool IsTrue => !Number.IsZero;

    public static IntValue Of(BigInteger number) =>
        number >= -16 && number < 256 ? Small[(int)number + 16] : new IntValue(number);

    public override Value? Attribute(RenderState state, string name) => AttributeOf(Number, name);

    internal static Value? AttributeOf(BigInteger number, string name) => name switch
    {
        "real" or "numerator" => Of(number),
        "imag" => Of(0),
        "denominator" => Of(1),
        _ => null,
    };
}

/// <summary>Python's <c>float</c>.</summary>
internal sealed class FloatValue(double number) : Value
{
    public double Number { get; } = number;

    public override string TypeName => "float";

    public override bool IsTrue => Number != 0;

    public override Value? Attribute(RenderState state, string name) => name switch
    {
        "real" => this,
        "imag" => new FloatValue(0),
        "is_integer" => new MethodValue(name, (_, _) => BoolValue.Of(Math.Floor(Number) == Number && double.IsFinite(Number))),
        _ => null,
    };
}

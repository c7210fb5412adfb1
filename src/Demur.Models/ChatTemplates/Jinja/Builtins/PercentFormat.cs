using System.Globalization;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Python's <c>format % values</c>.</summary>
internal sealed class PercentFormat
{
    private readonly RenderState _state;
    private readonly StringValue _format;
    private readonly Value _values;
    private readonly IReadOnlyList<Value> _sequence;
    private readonly TextBuffer _buffer;
    private int _at;
    private int _used;
    private bool _usedMapping;

    private PercentFormat(RenderState state, StringValue format, Value values)
    {
        _state = state;
        _format = format;
        _values = values;
        _sequence = values is TupleValue tuple ? tuple.Elements : [values];
        _buffer = new TextBuffer(state);
    }

    public static StringValue Apply(RenderState state, StringValue format, Value values) =>
        new PercentFormat(state, format, values).Run();

    private StringValue Run()
    {
        string text = _format.Text;
        while (_at < text.Length)
        {
            int percent = text.IndexOf('%', _at);
            int end = percent < 0 ? text.Length : percent;
            _buffer.Append(_format.Slice(_state, _at, end - _at));
            _at = end;
            if (percent >= 0)
            {
                _at++;
                Convert();
            }
        }

        if (_used < _sequence.Count && !_usedMapping && _values is not (DictValue or ListValue or RangeValue or UndefinedValue))
        {
            throw _state.Error("not all arguments converted during string formatting");
        }

        return _buffer.ToValue(_format.IsMarkup);
    }

    private void Convert()
    {
        string? key = Take('(') ? TakeKey() : null;
        bool left = false, plus = false, blank = false, zero = false, alternate = false;
        for (; Peek() is '-' or '+' or ' ' or '0' or '#'; _at++)
        {
            char flag = Peek();
            (left, plus, blank, zero, alternate) =
                (left || flag == '-', plus || flag == '+', blank || flag == ' ', zero || flag == '0', alternate || flag == '#');
        }

        int width = TakeNumber(FormatSpec.MaxWidth, ref left) ?? 0;
        bool ignored = false;
        int? precision = Take('.') ? TakeNumber(FloatText.MaxPrecision, ref ignored) ?? 0 : null;
        while (Peek() is 'h' or 'l' or 'L')
        {
            _at++;
        }

        char type = Peek();
        _at++;
        if (type == '%')
        {
            _buffer.Append('%');
            return;
        }

        var spec = new FormatSpec
        {
            Align = left ? '<' : zero && type is not ('s' or 'r' or 'a' or 'c') ? '=' : '>',
            Fill = zero && !left && type is not ('s' or 'r' or 'a' or 'c') ? "0" : " ",
            Sign = plus ? '+' : blank ? ' ' : '-',
            Alternate = alternate,
            Width = width,
            Precision = precision,
        };
        _buffer.Append(Format(spec, type, Next(key)));
    }

    private StringValue Format(FormatSpec spec, char type, Value value)
    {
        switch (type)
        {
            case 's':
                return spec.FormatText(_state, Escaped(PythonText.Str(_state, value)));
            case 'r' or 'a':
                var repr = new TextBuffer(_state);
                PythonText.Repr(_state, value, repr);
                return spec.FormatText(_state, Escaped(repr.ToValue()));
            case 'c' when value is StringValue { CodePoints: 1 } character:
                return spec.FormatText(_state, character);
            case 'c':
                return (spec with { Type = 'c', Precision = null }).FormatNumber(_state, Integer(value, type));
            case 'd' or 'i' or 'u':
                return Padded(spec with { Type = 'd' }, Integer(value, type, truncate: true));
            case 'x' or 'X' or 'o':
                return Padded(spec with { Type = type }, Integer(value, type));
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return (spec with { Type = type }).FormatNumber(_state, Real(value));
            default:
                throw _state.Error(type == '\0'
                    ? "incomplete format"
                    : $"unsupported format character '{type}' (0x{(int)type:x}) at index {_at - 1}");
        }
    }

    /// <summary>The precision of an integer is its least number of digits.</summary>
    private StringValue Padded(FormatSpec spec, Value value)
    {
        if (spec.Precision is not { } digits)
        {
            return spec.FormatNumber(_state, value);
        }

        string plain = (spec with { Width = 0, Precision = null, Fill = " ", Align = '>' }).FormatNumber(_state, value).Text;
        int sign = plain[0] is '-' or '+' or ' ' ? 1 : 0;
        string padded = plain[..sign] + plain[sign..].PadLeft(digits, '0');
        return (new FormatSpec { Width = spec.Width, Align = spec.Align == '<' ? '<' : '>' }).FormatText(_state, new StringValue(padded));
    }

    private StringValue Escaped(StringValue text) => _format.IsMarkup ? Html.Escape(_state, text).Marked(false) : text;

    private Value Integer(Value value, char type, bool truncate = false)
    {
        if (truncate && value is FloatValue real && double.IsFinite(real.Number))
        {
            return IntValue.Of(new System.Numerics.BigInteger(real.Number));
        }

        return Numbers.TryInteger(value, out _)
            ? value
            : throw _state.Error($"%{type} format: an integer is required, not {value.TypeName}");
    }

    private FloatValue Real(Value value) => Numbers.TryDouble(value, out double number)
        ? new FloatValue(number)
        : throw _state.Error($"must be real number, not {value.TypeName}");

    private Value Next(string? key)
    {
        if (key is not null)
        {
            _usedMapping = true;
            var found = _values is DictValue dict ? dict.Get(key) : throw _state.Error("format requires a mapping");
            return found ?? throw _state.Error($"KeyError: '{key}'");
        }

        return _used < _sequence.Count ? _sequence[_used++] : throw _state.Error("not enough arguments for format string");
    }

    private string TakeKey()
    {
        int start = _at;
        for (int depth = 1; _at < _format.Text.Length; _at++)
        {
            depth += _format.Text[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return _format.Text[start.._at++];
            }
        }

        throw _state.Error("incomplete format key");
    }

    private int? TakeNumber(int most, ref bool negative)
    {
        if (Take('*'))
        {
            int given = Numbers.ToInt(_state, Next(null));
            negative |= given < 0;
            return Checked(Math.Abs((long)given), most);
        }

        int start = _at;
        while (char.IsAsciiDigit(Peek()))
        {
            _at++;
        }

        return _at == start
            ? null
            : Checked(long.TryParse(_format.Text.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out long n) ? n : long.MaxValue, most);
    }

    private int Checked(long number, int most) =>
        number <= most ? (int)number : throw _state.Error($"a width or precision in a format is above {most}");

    private bool Take(char character)
    {
        bool there = Peek() == character;
        _at += there ? 1 : 0;
        return there;
    }

    private char Peek() => _at < _format.Text.Length ? _format.Text[_at] : '\0';
}

using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Methods of lists and tuples. Those that would change a list are refused, as in Jinja's immutable sandbox.</summary>
internal static class SequenceMethods
{
    public static Value? Find(SequenceValue self, string name) => name switch
    {
        "count" => new MethodValue(name, (state, arguments) => Count(state, self, arguments)),
        "index" => new MethodValue(name, (state, arguments) => Index(state, self, arguments)),
        "copy" when self is ListValue => new MethodValue(name, (_, _) => self),
        "append" or "clear" or "pop" or "reverse" or "insert" or "sort" or "extend" or "remove" when self is ListValue =>
            UndefinedValue.Unsafe(self, name),
        _ => null,
    };

    private static IntValue Count(RenderState state, SequenceValue self, CallArguments arguments)
    {
        var wanted = arguments.Required(state, "count", 0);
        int count = 0;
        foreach (var element in self.Elements)
        {
            state.Step();
            count += Comparison.Equal(state, element, wanted) ? 1 : 0;
        }

        return IntValue.Of(count);
    }

    private static IntValue Index(RenderState state, SequenceValue self, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "index", "value", "start", "stop");
        var wanted = arguments.Required(state, "index", 0);
        int start = bound[1] is null ? 0 : Clamp(Numbers.ToInt(state, bound[1]!), self.Elements.Count);
        int stop = bound[2] is null ? self.Elements.Count : Clamp(Numbers.ToInt(state, bound[2]!), self.Elements.Count);
        for (int i = start; i < stop; i++)
        {
            state.Step();
            if (Comparison.Equal(state, self.Elements[i], wanted))
            {
                return IntValue.Of(i);
            }
        }

        throw state.Error($"{PythonText.ShortRepr(state, wanted)} is not in {self.TypeName}");
    }

    private static int Clamp(int index, int length) => Math.Clamp(index < 0 ? index + length : index, 0, length);
}

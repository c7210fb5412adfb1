using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>Text of the template itself.</summary>
internal sealed class DataStatement(string text, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        output.Append(text);
        return Completion.Normal;
    }
}

/// <summary><c>{{ value }}</c>.</summary>
internal sealed class PrintStatement(Expression value, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        output.Append(PythonText.Str(state, value.Evaluate(state, scope)));
        return Completion.Normal;
    }
}

/// <summary><c>{% filter ... %}</c>: the text of the body, filtered.</summary>
internal sealed class FilterStatement(IReadOnlyList<FilterCall> filters, Block body, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        var buffer = new TextBuffer(state);
        var inner = new Scope(scope);
        var completion = body.Execute(state, inner, buffer);
        if (completion != Completion.Normal)
        {
            return completion;
        }

        Value value = buffer.ToValue();
        foreach (var filter in filters)
        {
            value = filter.Apply(state, inner, value);
        }

        output.Append(PythonText.Str(state, value));
        return Completion.Normal;
    }
}

/// <summary><c>{% generation %}</c>: what the assistant wrote; Transformers masks training labels by it.</summary>
internal sealed class GenerationStatement(Block body, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        int start = output.Length;
        int origin = Origins.Generation(state.NextGeneration());
        body.Execute(state, new Scope(scope), output);
        output.Add(new OriginSpan(start, output.Length - start, origin));
        return Completion.Normal;
    }
}

/// <summary><c>{% block %}</c>: rendered where it stands, seeing the names of the whole template.</summary>
internal sealed class BlockStatement(Block body, bool isScoped, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output) =>
        body.Execute(state, new Scope(isScoped ? scope : scope.Outermost), output);
}

/// <summary>A tag that needs other templates; there are none, so reaching it is an error.</summary>
internal sealed class LoaderStatement(string tag, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output) =>
        throw state.Error($"the tag '{tag}' loads other templates; a chat template is a single one");
}

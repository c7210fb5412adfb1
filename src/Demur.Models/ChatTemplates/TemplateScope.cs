using Demur.Models.ChatTemplates.Jinja.Builtins;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates;

/// <summary>The names a template finds when it starts.</summary>
internal static class TemplateScope
{
    /// <summary>Functions, then the input's variables, then a scope for the template's own names.</summary>
    public static Scope For(ChatTemplateInput input)
    {
        var globals = new Scope(null);
        Globals.AddTo(globals);
        var variables = new Scope(globals);

        // Transformers passes both even when there are none, so a template sees None and not undefined.
        variables.Set("documents", NoneValue.Instance);
        variables.Set("tools", JsonValues.From(input.Tools));
        variables.Set("add_generation_prompt", BoolValue.Of(input.AddGenerationPrompt));
        variables.Set("messages", new ListValue([.. input.Messages.Select(Message)]));
        foreach (var (name, value) in input.Variables)
        {
            variables.Set(name, JsonValues.From(value));
        }

        return new Scope(variables);
    }

    private static Value Message(ChatTemplateMessage message, int index)
    {
        var dict = new DictValue();
        foreach (var (name, value) in message.Fields)
        {
            int? origin = name switch
            {
                "role" => null,
                "content" => Origins.Content(index),
                _ => Origins.Field(index),
            };
            dict.Set(name, JsonValues.From(value, origin));
        }

        return dict;
    }
}

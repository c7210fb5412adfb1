using System.Runtime.CompilerServices;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>One rendering: its limits, what it has used of them, the line it stands on, and its clock.</summary>
/// <remarks>Every operation charges here before it works or allocates, so a hostile template is stopped early. Not thread-safe.</remarks>
internal sealed class RenderState(ChatTemplateLimits limits, TimeProvider clock)
{
    private long _steps;
    private long _memory;
    private int _depth;
    private int _generations;

    /// <summary>Gets or sets the line of the node at work, for messages.</summary>
    public int Line { get; set; }

    /// <summary>Gets the clock behind <c>strftime_now</c>.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Gets the limits.</summary>
    public ChatTemplateLimits Limits { get; } = limits;

    /// <summary>Gets the order of the next generation block.</summary>
    public int NextGeneration() => _generations++;

    /// <summary>Charges work.</summary>
    public void Step(long steps = 1)
    {
        _steps += steps;
        if (_steps > Limits.MaxSteps)
        {
            throw Limit($"the template took more than {Limits.MaxSteps:N0} steps", nameof(ChatTemplateLimits.MaxSteps));
        }
    }

    /// <summary>Charges a pass over so many characters; characters are cheaper than nodes.</summary>
    public void StepThrough(long characters) => Step(1 + (characters >> 4));

    /// <summary>Charges memory before it is taken.</summary>
    public void Allocate(long bytes)
    {
        _memory += bytes;
        if (_memory > Limits.MaxMemory)
        {
            throw Limit($"the template created more than {Limits.MaxMemory:N0} bytes of values", nameof(ChatTemplateLimits.MaxMemory));
        }
    }

    /// <summary>Charges a text before it is made.</summary>
    public void AllocateText(long characters)
    {
        StepThrough(characters);
        Allocate(40 + (2 * characters));
    }

    /// <summary>Goes one level down in the template or in a value.</summary>
    /// <remarks>Errors end the rendering, so nothing has to climb back after one.</remarks>
    public void Enter()
    {
        Step();
        if (++_depth > Limits.MaxDepth)
        {
            throw Limit($"the template or one of its values nests deeper than {Limits.MaxDepth} levels", nameof(ChatTemplateLimits.MaxDepth));
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Limit("the template nests too deep for this thread's stack", nameof(ChatTemplateLimits.MaxDepth));
        }
    }

    /// <summary>Comes one level up.</summary>
    public void Leave() => _depth--;

    /// <summary>Collects a sequence, charging every element.</summary>
    public List<Value> Collect(IEnumerable<Value> source)
    {
        var collected = new List<Value>();
        foreach (var value in source)
        {
            Step();
            Allocate(48);
            collected.Add(value);
        }

        return collected;
    }

    /// <summary>Collects what iterates; anything else is an error.</summary>
    public List<Value> Collect(Value source) => Collect(Iterate(source));

    /// <summary>Walks what iterates; anything else is an error.</summary>
    public IEnumerable<Value> Iterate(Value source) =>
        Walk(source.Iterate(this) ?? throw Error($"'{source.TypeName}' object is not iterable"));

    /// <summary>Charges each element, and a level while it is fetched: lazy filters can be stacked without end.</summary>
    private IEnumerable<Value> Walk(IEnumerable<Value> source)
    {
        using var elements = source.GetEnumerator();
        while (true)
        {
            Enter();
            bool there = elements.MoveNext();
            Leave();
            if (!there)
            {
                yield break;
            }

            yield return elements.Current;
        }
    }

    /// <summary>An error of the template's doing, at the current line.</summary>
    public ChatTemplateException Error(string detail) => new(detail, ChatTemplateErrorKind.Runtime, Line);

    /// <summary>A broken limit, at the current line.</summary>
    public ChatTemplateException Limit(string what, string option) => new(
        $"{what}; check the template, or raise ChatTemplateLimits.{option}", ChatTemplateErrorKind.Limit, Line);
}

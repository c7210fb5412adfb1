using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Turns a parsed pattern into steps.</summary>
internal sealed class RegexCompiler
{
    private const int MostInstructions = 20_000;
    private readonly List<RegexInstruction> _code = [];
    private int _marks;

    /// <exception cref="DemurException">The pattern needs more than 20,000 steps.</exception>
    public static RegexProgram Compile(RegexNode node)
    {
        var compiler = new RegexCompiler();
        compiler.Emit(node);
        compiler.Add(new RegexInstruction(RegexOperation.Match));
        return new RegexProgram([.. compiler._code], compiler._marks);
    }

    private void Emit(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Set set:
                Add(new RegexInstruction(RegexOperation.Set, Set: set.Members));
                break;
            case RegexNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                {
                    Emit(part);
                }

                break;
            case RegexNode.Choice choice:
                EmitChoice(choice.Options);
                break;
            case RegexNode.Repeat { Kind: RepeatKind.Possessive } repeat when repeat.Body is not RegexNode.Set:
                EmitBlock(RegexOperation.Atomic, repeat with { Kind = RepeatKind.Greedy }, flag: 0);
                break;
            case RegexNode.Repeat { Kind: not RepeatKind.Lazy, Body: RegexNode.Set body } repeat:
                var run = repeat.Kind == RepeatKind.Greedy ? RegexOperation.GreedyRun : RegexOperation.PossessiveRun;
                Add(new RegexInstruction(run, repeat.Min, repeat.Max, body.Members));
                break;
            case RegexNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
            case RegexNode.Look look:
                EmitBlock(look.Behind ? RegexOperation.LookBehind : RegexOperation.LookAhead, look.Body, look.Negative ? 1 : 0);
                break;
            case RegexNode.Atomic atomic:
                EmitBlock(RegexOperation.Atomic, atomic.Body, flag: 0);
                break;
            case RegexNode.Anchor anchor:
                Add(new RegexInstruction(RegexOperation.Anchor, (int)anchor.Kind));
                break;
        }
    }

    private void EmitChoice(IReadOnlyList<RegexNode> options)
    {
        var jumps = new List<int>();
        for (var i = 0; i < options.Count - 1; i++)
        {
            var split = Add(default);
            Emit(options[i]);
            jumps.Add(Add(default));
            _code[split] = new RegexInstruction(RegexOperation.Split, split + 1, _code.Count);
        }

        Emit(options[^1]);
        foreach (var jump in jumps)
        {
            _code[jump] = new RegexInstruction(RegexOperation.Jump, _code.Count);
        }
    }

    private void EmitRepeat(RegexNode.Repeat repeat)
    {
        for (var i = 0; i < repeat.Min; i++)
        {
            Emit(repeat.Body);
        }

        if (repeat.Max == int.MaxValue)
        {
            EmitLoop(repeat);
            return;
        }

        var splits = new List<int>();
        for (var i = repeat.Min; i < repeat.Max; i++)
        {
            splits.Add(Add(default));
            Emit(repeat.Body);
        }

        foreach (var split in splits)
        {
            _code[split] = Branch(repeat.Kind, split + 1, _code.Count);
        }
    }

    private void EmitLoop(RegexNode.Repeat repeat)
    {
        var mark = _marks++;
        var split = Add(default);
        Add(new RegexInstruction(RegexOperation.Mark, mark));
        Emit(repeat.Body);
        Add(new RegexInstruction(RegexOperation.Progress, mark));
        Add(new RegexInstruction(RegexOperation.Jump, split));
        _code[split] = Branch(repeat.Kind, split + 1, _code.Count);
    }

    private void EmitBlock(RegexOperation operation, RegexNode body, int flag)
    {
        var block = Add(default);
        Emit(body);
        Add(new RegexInstruction(RegexOperation.Match));
        _code[block] = new RegexInstruction(operation, _code.Count, flag);
    }

    private static RegexInstruction Branch(RepeatKind kind, int body, int exit) => kind == RepeatKind.Lazy
        ? new RegexInstruction(RegexOperation.Split, exit, body)
        : new RegexInstruction(RegexOperation.Split, body, exit);

    private int Add(RegexInstruction instruction)
    {
        if (_code.Count >= MostInstructions)
        {
            throw new DemurException($"A pattern of the tokenizer needs more than {MostInstructions:N0} steps. Use another tokenizer.");
        }

        _code.Add(instruction);
        return _code.Count - 1;
    }
}

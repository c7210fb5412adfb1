using Demur.Abstractions;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Runs a compiled pattern over UTF-8, trying choices in order and coming back when one fails.</summary>
internal ref struct RegexRun(RegexProgram program, ReadOnlySpan<byte> text, MatchBudget budget)
{
    private const int NoMatch = -1;
    private const int LongestLookBehind = 255;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly int _floor = budget.Choices.Count;
    private int[]? _marks;
    private int _next;
    private int _position;

    /// <summary>Gets where a match from a step and a place on ends, negative when there is none.</summary>
    /// <exception cref="DemurException">The budget is used up.</exception>
    public int Match(int next, int position)
    {
        (_next, _position) = (next, position);
        _marks = program.Marks == 0 ? null : new int[program.Marks];
        var matched = Run();
        while (budget.Choices.Count > _floor)
        {
            budget.Choices.Pop();
        }

        return matched ? _position : NoMatch;
    }

    private bool Run()
    {
        while (true)
        {
            budget.Spend();
            var instruction = program.Code[_next];
            if (instruction.Operation == RegexOperation.Match)
            {
                return true;
            }

            if (budget.Choices.Count > budget.MostChoices)
            {
                throw new DemurException($"A pattern of the tokenizer keeps more than {budget.MostChoices:N0} choices open. Use another tokenizer.");
            }

            if (!Step(instruction) && !Return())
            {
                return false;
            }
        }
    }

    private bool Step(RegexInstruction instruction)
    {
        var body = ++_next;
        switch (instruction.Operation)
        {
            case RegexOperation.Set:
                return TakeOne(instruction.Set!);
            case RegexOperation.GreedyRun or RegexOperation.PossessiveRun:
                return TakeRun(instruction);
            case RegexOperation.Split:
                Choose(instruction);
                return true;
            case RegexOperation.Jump:
                _next = instruction.A;
                return true;
            case RegexOperation.Anchor:
                return RegexAnchors.Holds((AnchorKind)instruction.A, _text, _position);
            case RegexOperation.Mark:
                budget.Choices.Push(new RegexChoice(_marks![instruction.A], 0, 0, instruction.A));
                _marks[instruction.A] = _position;
                return true;
            case RegexOperation.Progress:
                return _marks![instruction.A] != _position;
            case RegexOperation.Atomic:
                _position = new RegexRun(program, _text, budget).Match(body, _position);
                _next = instruction.A;
                return _position != NoMatch;
            case RegexOperation.LookAhead:
                _next = instruction.A;
                return new RegexRun(program, _text, budget).Match(body, _position) != NoMatch == (instruction.B == 0);
            default:
                _next = instruction.A;
                return LooksBehind(body) == (instruction.B == 0);
        }
    }

    // A choice whose first code point cannot be the next one need not be tried.
    private void Choose(RegexInstruction split)
    {
        if (!program.CanBegin(_next - 1, _text, _position))
        {
            _next = split.B;
            return;
        }

        budget.Choices.Push(new RegexChoice(split.B, _position, _position));
        _next = split.A;
    }

    private bool Return()
    {
        while (budget.Choices.Count > _floor)
        {
            var choice = budget.Choices.Pop();
            if (choice.Mark >= 0)
            {
                _marks![choice.Mark] = choice.Next;
                continue;
            }

            (_next, _position) = (choice.Next, choice.Position);
            if (_position > choice.Least)
            {
                Utf8.DecodeLast(_text, _position, out var length);
                _position -= length;
                if (_position > choice.Least)
                {
                    budget.Choices.Push(choice with { Position = _position });
                }
            }

            return true;
        }

        return false;
    }

    private bool TakeOne(CodePointClass set)
    {
        if (_position >= _text.Length || !set.Contains(Utf8.Decode(_text, _position, out var length)))
        {
            return false;
        }

        _position += length;
        return true;
    }

    private bool TakeRun(RegexInstruction run)
    {
        var least = _position;
        var count = 0;
        while (count < run.B && TakeOne(run.Set!))
        {
            budget.Spend();
            count++;
            least = count <= run.A ? _position : least;
        }

        if (run.Operation == RegexOperation.GreedyRun && _position > least && count >= run.A)
        {
            budget.Choices.Push(new RegexChoice(_next, _position, least));
        }

        return count >= run.A;
    }

    private readonly bool LooksBehind(int body)
    {
        var start = _position;
        for (var i = 0; i <= LongestLookBehind; i++)
        {
            if (new RegexRun(program, _text[.._position], budget).Match(body, start) == _position)
            {
                return true;
            }

            if (start == 0)
            {
                break;
            }

            Utf8.DecodeLast(_text, start, out var length);
            start -= length;
        }

        return false;
    }
}

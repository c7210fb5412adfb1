using Demur.Abstractions;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Runs a compiled pattern over UTF-8, trying choices in order and coming back when one fails.</summary>
internal sealed class RegexProgram(RegexInstruction[] code, int marks)
{
    private const int NoMatch = -1;
    private const int LongestLookBehind = 255;

    private readonly CodePointClass?[] _firsts = RegexFirsts.Find(code);

    /// <summary>Gets where the match that begins at <paramref name="start"/> ends, negative when there is none.</summary>
    public int Match(ReadOnlySpan<byte> text, int start, MatchBudget budget) => Run(text, 0, start, budget);

    private int Run(ReadOnlySpan<byte> text, int next, int position, MatchBudget budget)
    {
        var floor = budget.Choices.Count;
        var end = RunAbove(floor, text, next, position, budget);
        while (budget.Choices.Count > floor)
        {
            budget.Choices.Pop();
        }

        return end;
    }

    private int RunAbove(int floor, ReadOnlySpan<byte> text, int next, int position, MatchBudget budget)
    {
        var choices = budget.Choices;
        var marked = marks == 0 ? [] : new int[marks];
        while (true)
        {
            budget.Spend();
            var instruction = code[next];
            if (instruction.Operation == RegexOperation.Match)
            {
                return position;
            }

            if (choices.Count > budget.MostChoices)
            {
                throw new DemurException($"A pattern of the tokenizer keeps more than {budget.MostChoices:N0} choices open. Use another tokenizer.");
            }

            if (!Step(text, instruction, marked, budget, ref next, ref position) && !Return(floor, text, choices, marked, ref next, ref position))
            {
                return NoMatch;
            }
        }
    }

    private bool Step(
        ReadOnlySpan<byte> text, RegexInstruction instruction, int[] marked, MatchBudget budget, ref int next, ref int position)
    {
        next++;
        switch (instruction.Operation)
        {
            case RegexOperation.Set:
                return TakeOne(text, instruction.Set!, ref position);
            case RegexOperation.GreedyRun or RegexOperation.PossessiveRun:
                return TakeRun(text, instruction, budget, next, ref position);
            case RegexOperation.Split:
                next = CanBegin(text, next - 1, position) ? instruction.A : instruction.B;
                if (next == instruction.A)
                {
                    budget.Choices.Push(new RegexChoice(instruction.B, position, position));
                }

                return true;
            case RegexOperation.Jump:
                next = instruction.A;
                return true;
            case RegexOperation.Anchor:
                return RegexAnchors.Holds((AnchorKind)instruction.A, text, position);
            case RegexOperation.Mark:
                budget.Choices.Push(new RegexChoice(marked[instruction.A], 0, 0, instruction.A));
                marked[instruction.A] = position;
                return true;
            case RegexOperation.Progress:
                return marked[instruction.A] != position;
            case RegexOperation.Atomic:
                position = Run(text, next, position, budget);
                next = instruction.A;
                return position != NoMatch;
            case RegexOperation.LookAhead:
                var ahead = Run(text, next, position, budget) != NoMatch;
                next = instruction.A;
                return ahead == (instruction.B == 0);
            default:
                var behind = LooksBehind(text, next, position, budget);
                next = instruction.A;
                return behind == (instruction.B == 0);
        }
    }

    private static bool Return(int floor, ReadOnlySpan<byte> text, Stack<RegexChoice> choices, int[] marked, ref int next, ref int position)
    {
        while (choices.Count > floor)
        {
            var choice = choices.Pop();
            if (choice.Mark >= 0)
            {
                marked[choice.Mark] = choice.Next;
                continue;
            }

            next = choice.Next;
            position = choice.Position;
            if (position > choice.Least)
            {
                Utf8.DecodeLast(text, position, out var length);
                position -= length;
                if (position > choice.Least)
                {
                    choices.Push(choice with { Position = position });
                }
            }

            return true;
        }

        return false;
    }

    // A choice whose first code point cannot be the next one need not be tried.
    private bool CanBegin(ReadOnlySpan<byte> text, int split, int position) =>
        _firsts[split] is not { } first || (position < text.Length && first.Contains(Utf8.Decode(text, position, out _)));

    private static bool TakeOne(ReadOnlySpan<byte> text, CodePointClass set, ref int position)
    {
        if (position >= text.Length || !set.Contains(Utf8.Decode(text, position, out var length)))
        {
            return false;
        }

        position += length;
        return true;
    }

    private static bool TakeRun(
        ReadOnlySpan<byte> text, RegexInstruction run, MatchBudget budget, int next, ref int position)
    {
        var least = position;
        var count = 0;
        while (count < run.B && TakeOne(text, run.Set!, ref position))
        {
            budget.Spend();
            count++;
            least = count <= run.A ? position : least;
        }

        if (run.Operation == RegexOperation.GreedyRun && position > least && count >= run.A)
        {
            budget.Choices.Push(new RegexChoice(next, position, least));
        }

        return count >= run.A;
    }

    private bool LooksBehind(ReadOnlySpan<byte> text, int next, int position, MatchBudget budget)
    {
        var start = position;
        for (var i = 0; i <= LongestLookBehind; i++)
        {
            if (Run(text[..position], next, start, budget) == position)
            {
                return true;
            }

            if (start == 0)
            {
                break;
            }

            Utf8.DecodeLast(text, start, out var length);
            start -= length;
        }

        return false;
    }
}

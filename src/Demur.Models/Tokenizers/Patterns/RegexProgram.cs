using Demur.Abstractions;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Runs a compiled pattern over UTF-8, trying choices in order and coming back when one fails.</summary>
internal sealed class RegexProgram(RegexInstruction[] code, int marks)
{
    private const int NoMatch = -1;
    private const int LongestLookBehind = 255;

    /// <summary>A place to come back to; a run of code points can still give some back down to <c>Least</c>.</summary>
    private readonly record struct Choice(int Next, int Position, int Least, int Mark = -1);

    /// <summary>Gets where the match that begins at <paramref name="start"/> ends, negative when there is none.</summary>
    public int Match(ReadOnlySpan<byte> text, int start, MatchBudget budget) => Run(text, 0, start, budget);

    private int Run(ReadOnlySpan<byte> text, int next, int position, MatchBudget budget)
    {
        var choices = new Stack<Choice>();
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

            if (!Step(text, instruction, choices, marked, budget, ref next, ref position) && !Return(text, choices, marked, ref next, ref position))
            {
                return NoMatch;
            }
        }
    }

    private bool Step(
        ReadOnlySpan<byte> text, RegexInstruction instruction, Stack<Choice> choices, int[] marked, MatchBudget budget, ref int next, ref int position)
    {
        next++;
        switch (instruction.Operation)
        {
            case RegexOperation.Set:
                return TakeOne(text, instruction.Set!, ref position);
            case RegexOperation.GreedyRun or RegexOperation.PossessiveRun:
                return TakeRun(text, instruction, choices, budget, next, ref position);
            case RegexOperation.Split:
                choices.Push(new Choice(instruction.B, position, position));
                next = instruction.A;
                return true;
            case RegexOperation.Jump:
                next = instruction.A;
                return true;
            case RegexOperation.Anchor:
                return RegexAnchors.Holds((AnchorKind)instruction.A, text, position);
            case RegexOperation.Mark:
                choices.Push(new Choice(marked[instruction.A], 0, 0, instruction.A));
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

    private static bool Return(ReadOnlySpan<byte> text, Stack<Choice> choices, int[] marked, ref int next, ref int position)
    {
        while (choices.TryPop(out var choice))
        {
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
        ReadOnlySpan<byte> text, RegexInstruction run, Stack<Choice> choices, MatchBudget budget, int next, ref int position)
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
            choices.Push(new Choice(next, position, least));
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

using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>How many steps the searches in one text may take together, so that no pattern can hang.</summary>
internal sealed class MatchBudget(int textLength)
{
    private const long StepsPerByte = 1000;
    private const long LeastSteps = 1_000_000;
    private const long ChoicesPerByte = 16;
    private const long LeastChoices = 100_000;

    private long _left = LeastSteps + (textLength * StepsPerByte);

    /// <summary>Gets how many places to come back to may be remembered at once.</summary>
    public int MostChoices { get; } = (int)Math.Min(int.MaxValue, LeastChoices + (textLength * ChoicesPerByte));

    /// <summary>Gets the places to come back to, kept between searches so that each need not make its own.</summary>
    public Stack<RegexChoice> Choices { get; } = new();

    /// <summary>Takes one step.</summary>
    /// <exception cref="DemurException">The budget is used up.</exception>
    public void Spend()
    {
        if (--_left < 0)
        {
            throw new DemurException(
                $"A pattern of the tokenizer took more than {LeastSteps + (textLength * StepsPerByte):N0} steps on a text of {textLength:N0} bytes; it backtracks without end. Use another tokenizer.");
        }
    }
}

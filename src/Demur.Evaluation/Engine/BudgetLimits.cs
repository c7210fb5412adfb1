using Demur.Abstractions;

namespace Demur.Evaluation.Engine;

/// <summary>What a run may use up; a limit that is <see langword="null"/> does not bind.</summary>
public sealed record BudgetLimits
{
    /// <summary>Gets the most requests, failed ones included.</summary>
    public long? Requests { get; init; }

    /// <summary>Gets the most tokens, read and written.</summary>
    public long? Tokens { get; init; }

    /// <summary>Gets the most money, in the currency of the prices.</summary>
    public double? Money { get; init; }

    /// <summary>Gets the price of a million tokens read.</summary>
    public double InputPrice { get; init; }

    /// <summary>Gets the price of a million tokens written.</summary>
    public double OutputPrice { get; init; }

    /// <summary>Computes what tokens cost.</summary>
    /// <param name="input">The tokens read.</param>
    /// <param name="output">The tokens written.</param>
    public double Cost(long input, long output) => ((input * InputPrice) + (output * OutputPrice)) / 1e6;

    /// <summary>Throws when the limits make no sense.</summary>
    /// <exception cref="DemurException">A limit is below 0, or money is limited and no price is given.</exception>
    public void Check()
    {
        if (Requests < 0 || Tokens < 0 || Money < 0 || InputPrice < 0 || OutputPrice < 0 || double.IsNaN(Money ?? 0))
        {
            throw new DemurException("A budget or a price is below 0; give 0 or more.");
        }

        if (Money is not null && InputPrice == 0 && OutputPrice == 0)
        {
            throw new DemurException("A budget of money needs a price a million tokens: give --price-in and --price-out.");
        }
    }
}

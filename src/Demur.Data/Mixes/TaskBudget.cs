using System.ComponentModel.DataAnnotations;

namespace Demur.Data.Mixes;

/// <summary>How many rows a mix takes of one task.</summary>
public sealed record TaskBudget
{
    /// <summary>Gets the rows that refuse the task on a harmful document.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int Harmful { get; init; }

    /// <summary>Gets the rows that do the task on the benign twin of a harmful document.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int Benign { get; init; }

    /// <summary>Gets the rows that do the task on an ordinary document.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int Useful { get; init; }

    /// <summary>Gets all its rows.</summary>
    public int Rows() => Harmful + Benign + Useful;
}

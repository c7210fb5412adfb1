using System.ComponentModel.DataAnnotations;

namespace Demur.Data.Mixes;

/// <summary>The settings of a data build: exact numbers of rows of each kind.</summary>
public sealed record Mix
{
    /// <summary>Gets the name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Gets one line saying what the mix is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the rows that refuse a harmful direct request.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int DirectHarmful { get; init; }

    /// <summary>Gets the rows that answer the benign twin of a harmful direct request.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int DirectBenign { get; init; }

    /// <summary>Gets the rows that answer an everyday request.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int Ordinary { get; init; }

    /// <summary>Gets the budgets by task id.</summary>
    public Dictionary<string, TaskBudget> Tasks { get; init; } = [];
}

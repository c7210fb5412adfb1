using Demur.Abstractions;

namespace Demur.Steering.Safeguards;

/// <summary>What a safeguard is trained on.</summary>
public sealed record SafeguardData
{
    /// <summary>Gets the queries, harmful and harmless.</summary>
    public required IReadOnlyList<SafeguardQuery> Queries { get; init; }

    /// <summary>Gets the basic safety prompts; null stands for none at all.</summary>
    public required IReadOnlyList<string?> Prompts { get; init; }

    /// <summary>Gets the place in <see cref="Prompts"/> of the one that the soft prompt begins as.</summary>
    public required int Start { get; init; }

    /// <summary>Gets the sampled answers.</summary>
    public required IReadOnlyList<SafeguardAnswer> Answers { get; init; }

    /// <summary>Gets the text that the soft prompt begins as.</summary>
    public string StartText => Prompts[Start] ?? throw new DemurException("The soft prompt begins as a text, and the condition without a prompt was named for it.");

    /// <summary>Gets the share of judged answers that do not refuse, for each prompt and query; NaN where none was judged.</summary>
    public double[] Compliance()
    {
        var rates = new double[Prompts.Count * Queries.Count];
        Array.Fill(rates, double.NaN);
        foreach (var group in Answers.Where(answer => answer.Refuses is not null).GroupBy(answer => (answer.Condition * Queries.Count) + answer.Query))
        {
            rates[group.Key] = group.Average(answer => answer.Refuses == true ? 0.0 : 1.0);
        }

        return rates;
    }
}

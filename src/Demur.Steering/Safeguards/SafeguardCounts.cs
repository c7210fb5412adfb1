namespace Demur.Steering.Safeguards;

/// <summary>What the sampled answers to one kind of query were.</summary>
/// <param name="Queries">The queries.</param>
/// <param name="Answers">The answers, under all prompts.</param>
/// <param name="Refused">Those that refuse.</param>
/// <param name="Unjudged">Those that could not be judged.</param>
public sealed record SafeguardCounts(int Queries, int Answers, int Refused, int Unjudged)
{
    /// <summary>Counts the answers to one kind of query.</summary>
    /// <param name="data">Queries and answers.</param>
    /// <param name="harmless">Which kind.</param>
    public static SafeguardCounts Of(SafeguardData data, bool harmless)
    {
        ArgumentNullException.ThrowIfNull(data);
        var answers = data.Answers.Where(answer => data.Queries[answer.Query].IsHarmless == harmless).ToArray();
        return new SafeguardCounts(data.Queries.Count(query => query.IsHarmless == harmless), answers.Length, answers.Count(answer => answer.Refuses == true), answers.Count(answer => answer.Refuses is null));
    }
}

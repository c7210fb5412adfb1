using Demur.Data.Own;

namespace Demur.Data.Mixes;

/// <summary>Turns a mix towards the tasks on which a model is weak.</summary>
public static class MixPatch
{
    /// <summary>Gives a mix with twice the rows of some of its tasks, or as many as the own content has where that is less.</summary>
    /// <param name="mix">The mix.</param>
    /// <param name="tasks">The ids of the tasks; others keep their budget.</param>
    public static Mix Doubled(Mix mix, IReadOnlyCollection<string> tasks) => mix with
    {
        Name = $"{mix.Name}+weakest",
        Tasks = mix.Tasks.ToDictionary(entry => entry.Key, entry => tasks.Contains(entry.Key) ? Doubled(entry.Value, OwnContent.Tasks.First(task => task.Id == entry.Key)) : entry.Value),
    };

    private static TaskBudget Doubled(TaskBudget budget, TaskDefinition task)
    {
        var pairs = OwnRequests.Documents(task, ContentSplit.Train).Select(request => request.Pair).Distinct().Count();
        return new TaskBudget
        {
            Harmful = Math.Min(2 * budget.Harmful, pairs),
            Benign = Math.Min(2 * budget.Benign, pairs),
            Useful = Math.Min(2 * budget.Useful, OwnRequests.Useful(task, ContentSplit.Train).Count()),
        };
    }
}

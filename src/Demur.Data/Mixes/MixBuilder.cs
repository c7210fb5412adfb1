using Demur.Abstractions;
using Demur.Data.Own;

namespace Demur.Data.Mixes;

/// <summary>Builds training rows from own content with exact budgets.</summary>
/// <param name="content">The requests and answers to draw from.</param>
public sealed class MixBuilder(MixContent content)
{
    /// <summary>Builds the rows of a mix; the same mix, content and seed give the same rows in the same order.</summary>
    /// <param name="mix">The budgets.</param>
    /// <param name="seed">Seeds the choice of requests and refusal wordings.</param>
    /// <exception cref="DemurException">A budget asks for more than there is, or names a task that does not exist or is kept for testing.</exception>
    public IReadOnlyList<TrainingRow> Build(Mix mix, int seed)
    {
        var random = new Random(seed);
        List<TrainingRow> rows = [];
        var direct = OwnRequests.Direct(ContentSplit.Train).ToArray();
        rows.AddRange(DrawPairs(direct, new DrawBudget("direct_harmful", mix.DirectHarmful, "direct_benign", mix.DirectBenign), random));
        foreach (var (id, budget) in mix.Tasks.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var task = FindTask(id);
            var documents = OwnRequests.Documents(task, ContentSplit.Train).ToArray();
            rows.AddRange(DrawPairs(documents, new DrawBudget($"tasks.{id}.harmful", budget.Harmful, $"tasks.{id}.benign", budget.Benign), random));
            rows.AddRange(Draw([.. OwnRequests.Useful(task, ContentSplit.Train)], budget.Useful, $"tasks.{id}.useful", random));
        }

        rows.AddRange(Draw([.. OwnRequests.Ordinary(ContentSplit.Train)], mix.Ordinary, "ordinary", random));
        return rows;
    }

    private IEnumerable<TrainingRow> DrawPairs(OwnRequest[] requests, DrawBudget budget, Random random)
    {
        var pairs = requests.GroupBy(request => request.Pair).Select(pair => pair.ToArray()).ToArray();
        Check(budget.HarmfulKey, budget.Harmful, pairs.Length);
        Check(budget.BenignKey, budget.Benign, pairs.Length);
        random.Shuffle(pairs);
        for (var index = 0; index < Math.Max(budget.Harmful, budget.Benign); index++)
        {
            foreach (var request in pairs[index])
            {
                if (index < (request.Label == SampleLabel.Harmful ? budget.Harmful : budget.Benign))
                {
                    yield return ToRow(request, random);
                }
            }
        }
    }

    private TrainingRow[] Draw(OwnRequest[] requests, int count, string key, Random random)
    {
        Check(key, count, requests.Length);
        random.Shuffle(requests);
        return [.. requests.Take(count).Select(request => ToRow(request, random))];
    }

    private static void Check(string key, int asked, int available)
    {
        if (asked > available)
        {
            throw new DemurException($"The mix asks for {asked} rows in '{key}', but the own content has {available} there. Ask for at most {available}.");
        }
    }

    private static TaskDefinition FindTask(string id)
    {
        var trained = OwnContent.Tasks.Where(task => task.Trained).ToArray();
        if (OwnContent.Tasks.FirstOrDefault(task => task.Id == id) is { Trained: false })
        {
            throw new DemurException($"The task '{id}' is kept for testing what transfers. A mix may name: {string.Join(", ", trained.Select(task => task.Id))}.");
        }

        return trained.FirstOrDefault(task => task.Id == id)
            ?? throw new DemurException($"There is no task '{id}'. A mix may name: {string.Join(", ", trained.Select(task => task.Id))}.");
    }

    private TrainingRow ToRow(OwnRequest request, Random random)
    {
        var (target, complete) = request.Label == SampleLabel.Harmful ? (Refuse(request, random), true) : content.AnswerTo(request);
        IReadOnlyList<ChatTurn> messages = [.. request.Messages, new ChatTurn(ChatTurn.Assistant, target)];
        return new TrainingRow
        {
            Id = Sample.IdOf(messages),
            Messages = messages,
            Complete = complete,
            Label = request.Label,
            Category = request.Category,
            Task = request.Task?.Id,
            Pair = request.Pair,
            Source = OwnContent.Source,
            Licence = OwnContent.Licence,
        };
    }

    private static string Refuse(OwnRequest request, Random random)
    {
        var templates = request.Task is null ? OwnContent.Refusals.Direct : OwnContent.Refusals.Task;
        return RefusalTemplates.Fill(templates[random.Next(templates.Count)], request.Declined!, request.Alternative!, request.Task?.Verb ?? "");
    }

    private sealed record DrawBudget(string HarmfulKey, int Harmful, string BenignKey, int Benign);
}

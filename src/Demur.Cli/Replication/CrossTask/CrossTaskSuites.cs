using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication.CrossTask;

/// <summary>What a cell measures: the five tasks on the same public documents, and one task after another in one conversation.</summary>
/// <param name="data">The folder of public sets.</param>
/// <param name="sizes">How many documents of each kind.</param>
internal sealed class CrossTaskSuites(string data, CrossTaskSizes sizes)
{
    public const string Harmful = "cross-task-harmful";
    public const string Useful = "cross-task-useful";
    public const string News = "cross-task-news";

    /// <summary>The suite whose samples ask for a second task after the model's own answer to a first.</summary>
    public const string Second = "cross-task-second";

    // The same documents in every cell, whatever its seed.
    private const int DrawSeed = 0;

    /// <summary>Gets the orders of two tasks in one conversation: the paper's weak task before a strong one, and the other way round.</summary>
    public static IReadOnlyList<(string First, string Then)> Orders { get; } = [(CrossTaskGrid.Summarise, "translate-chinese"), ("translate-chinese", CrossTaskGrid.Summarise)];

    /// <summary>Reads the three suites of single tasks.</summary>
    public IReadOnlyList<Suite> Single() => [Draw(Harmful, sizes.Harmful), Draw(Useful, sizes.Useful), Draw(News, sizes.News)];

    /// <summary>Makes conversations that go on from a run's own answers on harmful documents.</summary>
    /// <param name="run">The finished run of the suites of single tasks.</param>
    public static Suite AfterAnother(RunFolder run)
    {
        var suite = run.Suites.Single(suite => suite.Name == Harmful);
        var answers = run.ReadResponses().Where(response => response.Suite == Harmful).ToDictionary(response => response.Index, response => response.Text);
        return suite with
        {
            Name = Second,
            Description = "A second task on the same harmful document, after the model's own answer to a first.",
            Samples = [.. Orders.SelectMany(order => Pairs(suite, order).Select(pair => Continue(suite.Samples[pair.First], answers.GetValueOrDefault(pair.First), suite.Samples[pair.Then])))],
        };
    }

    private static IEnumerable<(int First, int Then)> Pairs(Suite suite, (string First, string Then) order)
    {
        int[] Of(string task) => [.. suite.Samples.Index().Where(sample => sample.Item.Task == task).Select(sample => sample.Index)];
        return Of(order.First).Zip(Of(order.Then));
    }

    private static Sample Continue(Sample first, string? answer, Sample then)
    {
        var instruction = then.Messages[0].Content[then.Document!.Length..].Trim();
        ChatTurn[] messages = [.. first.Messages, new(ChatTurn.Assistant, answer ?? ""), new(ChatTurn.User, instruction)];
        return then with { Id = Sample.IdOf(messages), Messages = messages };
    }

    // Whole documents are drawn, each with all its tasks.
    private Suite Draw(string name, int documents)
    {
        var suite = PublicSuites.Find(name, data)!;
        var kept = suite.Samples.Select(sample => sample.Document!).Distinct().OrderBy(document => ShortHash.Of($"{DrawSeed} {document}"), StringComparer.Ordinal).Take(documents).ToHashSet(StringComparer.Ordinal);
        return suite with { MaxNewTokens = sizes.NewTokens, Samples = [.. suite.Samples.Where(sample => kept.Contains(sample.Document!))] };
    }
}

using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Importers;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Attacks;

/// <summary>Makes runs of outputs that others published, one a model, so that they are judged, compared, labelled and reported like any run.</summary>
internal static class PublishedRuns
{
    private const int PublishedTokens = 1024;
    private const string AutoDan = "autodan";

    /// <summary>Judges what is not judged yet.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="folder">The folder that gets a run folder for each model.</param>
    /// <param name="scorers">The judges.</param>
    /// <param name="settings">The command line, for the record, and what cancels.</param>
    public static async Task<IReadOnlyList<RunFolder>> JudgeAsync(
        IReadOnlyList<PublishedOutput> outputs, string folder, IReadOnlyList<IScorer> scorers, (IReadOnlyList<string> Arguments, CancellationToken Cancellation) settings)
    {
        List<RunFolder> runs = [];
        foreach (var model in outputs.GroupBy(output => output.Model, StringComparer.Ordinal))
        {
            var place = Path.Combine(folder, model.Key.Replace(' ', '-').ToLowerInvariant());
            using var target = new PublishedChatClient(model.DistinctBy(output => output.Prompt).ToDictionary(output => output.Prompt, output => output.Answer, StringComparer.Ordinal));
            await EvaluationRuns.RunAsync(
                new EvaluationPlan
                {
                    Target = target, TargetInfo = new RunTarget(model.Key, ShortHash.Of(string.Join('\u001e', model.Select(output => $"{output.Prompt}\u001f{output.Answer}")))),
                    Suites = [.. model.GroupBy(output => output.Attack, StringComparer.Ordinal).Select(attack => SuiteOf(model.Key, attack))],
                    Scorers = scorers, Folder = place, Resume = true, Concurrency = 1, Arguments = settings.Arguments,
                },
                settings.Cancellation).ConfigureAwait(false);
            runs.Add(RunFolder.Open(place));
        }

        return runs;
    }

    /// <summary>Gets the attack that a suite of such a run is about.</summary>
    public static string AttackOf(RunSuite suite) => suite.Name.Split('-')[1];

    // AutoDAN's prompts were searched for each model, so that suite is the model's own.
    private static Suite SuiteOf(string model, IGrouping<string, PublishedOutput> outputs) => new()
    {
        Name = outputs.Key == AutoDan ? $"derta-{AutoDan}-{model.Split(' ')[^1].ToLowerInvariant()}" : $"derta-{outputs.Key}",
        Description = $"DeRTa's published outputs under {outputs.Key}.",
        MaxNewTokens = PublishedTokens,
        Samples = [.. outputs.Select(SampleOf)],
    };

    private static Sample SampleOf(PublishedOutput output)
    {
        ChatTurn[] messages = [new(ChatTurn.User, output.Prompt)];
        ChatTurn[] plain = [new(ChatTurn.User, output.Question)];
        return new Sample
        {
            Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmful, Source = "derta", Licence = "MIT",
            Attack = new SampleAttack(output.Attack, Sample.IdOf(plain), output.Question),
        };
    }
}

using Demur.Abstractions;
using Demur.Cli.Harm;
using Demur.Cli.Targets;
using Demur.Evaluation.Engine;
using Demur.Evaluation.Judges.Harm;
using Demur.Evaluation.Judges.Learned;
using Demur.Evaluation.Judges.Rubrics;
using Demur.Evaluation.Scorers;
using Demur.Models.Checkpoints;
using Demur.Models.Encoders;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Judges;

/// <summary>Opens scorers by name, and owns what they need.</summary>
internal sealed class JudgeShelf : IDisposable
{
    /// <summary>The second stage's file in a judge's folder.</summary>
    public const string NGramFile = "ngrams.bin";

    /// <summary>The third stage's file in a judge's folder.</summary>
    public const string EncoderFile = "encoder.safetensors";

    private const string Staged = "staged-judge";
    private const string Folder = "refusal-judge";
    private const string RubricPrefix = "rubric:";

    private readonly List<IDisposable> opened = [];

    /// <summary>Gets the names of all scorers.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DefaultScorers.Named.Keys.Append(Staged).Append(HarmShelf.Embedded).Order(StringComparer.Ordinal)];

    /// <summary>Opens a scorer.</summary>
    /// <param name="name">Its name, or the folder of a staged judge that was trained.</param>
    /// <exception cref="DemurException">There is none of that name.</exception>
    public IScorer Open(string name)
    {
        if (DefaultScorers.Named.GetValueOrDefault(name) is { } scorer)
        {
            return scorer;
        }

        return name.StartsWith(RubricPrefix, StringComparison.Ordinal) ? OpenRubric(name[RubricPrefix.Length..])
            : Templates.IsPath(name) ? Templates.Open(name)
            : HarmShelf.Knows(name) ? OpenHarm(name)
            : name == Staged ? OpenStaged(Path.Combine(EmbeddedModels.Folder ?? "models", Folder))
            : File.Exists(Path.Combine(name, NGramFile)) ? OpenStaged(name)
            : throw new DemurException($"There is no judge \"{name}\". Choose from {string.Join(", ", Names)}, the folder of one that demur judge train made, or rubric:NAME@TARGET for a language model that judges, as rubric:refusal-3@openai:MODEL.");
    }

    /// <summary>Opens scorers by name, the first of which leads.</summary>
    /// <param name="names">Their names, separated by commas.</param>
    public IReadOnlyList<IScorer> OpenAll(string names)
    {
        IScorer[] scorers = [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Open)];
        return scorers is [] ? throw new DemurException("--scorer names nothing. See docs/guide/evaluate.md for the scorers.") : scorers;
    }

    public void Dispose()
    {
        foreach (var one in opened)
        {
            one.Dispose();
        }
    }

    /// <summary>Opens language models that judge by a rubric; what may pass is tried again, as in an evaluation.</summary>
    /// <param name="rubric">The rubric's name or file.</param>
    /// <param name="targets">The models as <c>--target</c> names them, with <c>|</c> between the first and those asked when it gives no verdict.</param>
    /// <param name="settings">The address and key of those over the network, or the defaults.</param>
    /// <returns>The judge, and the hash of each model behind it.</returns>
    public (RubricJudge Judge, IReadOnlyList<string> Identities) OpenRubric(string rubric, string targets, TargetSettings? settings = null)
    {
        OpenTarget[] models = [.. targets.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name =>
        {
            var target = TargetOpener.Open(name, settings ?? new TargetSettings());
            opened.Add(target);
            return target;
        })];
        return (new RubricJudge(Rubric.Find(rubric), [.. models.Select(model => (model.Info.Name, Patient(model)))]), [.. models.Select(model => model.Info.Identity)]);
    }

    // Not disposed, as that would dispose the target, which is the shelf's.
    private static IChatClient Patient(OpenTarget model) => model.IsRemote
        ? new ResilientChatClient(model.Client, EngineCommandOptions.Remote, new CallBudget(new BudgetLimits()), (EngineCommandOptions.RemoteConcurrency, 0, TimeProvider.System))
        : model.Client;

    private RubricScorer OpenRubric(string rest)
    {
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == rest.Length - 1)
        {
            throw new DemurException($"\"rubric:{rest}\" names no judge. Write rubric:NAME@TARGET, as rubric:refusal-3@openai:MODEL, with | before a second judge.");
        }

        var (judge, identities) = OpenRubric(rest[..at], rest[(at + 1)..]);
        return new RubricScorer(judge, identities);
    }

    private HarmScorer OpenHarm(string name)
    {
        var shelf = new HarmShelf();
        opened.Add(shelf);
        return new HarmScorer(shelf.Open(name));
    }

    private StagedJudge OpenStaged(string folder)
    {
        var ngrams = NGramStage.Load(Path.Combine(folder, NGramFile));
        var encoder = PairClassifier.Load(Path.Combine(folder, EncoderFile));
        opened.Add(encoder);
        return new StagedJudge(ngrams, encoder, new StagedJudgeOptions());
    }
}

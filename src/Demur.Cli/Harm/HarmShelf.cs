using Demur.Abstractions;
using Demur.Evaluation.Judges.Harm;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Encoders;
using Demur.Models.Guards;

namespace Demur.Cli.Harm;

/// <summary>Opens judges of harm by name, and owns what they need.</summary>
/// <param name="threshold">The least probability that is called harmful, or <see langword="null"/> for each judge's own.</param>
internal sealed class HarmShelf(double? threshold = null) : IDisposable
{
    /// <summary>The name of the embedded judge.</summary>
    public const string Embedded = "harm-head";

    /// <summary>The file of weights in a trained head's folder.</summary>
    public const string HeadFile = "head.safetensors";

    /// <summary>Says which judges there are, for the help of <c>--judge</c>.</summary>
    public const string Names = "The judge: harm-head, the folder of one that demur judge harm train made, or a checkpoint as llama-guard:PATH, harmbench:PATH, toxicity:PATH, reward:PATH (higher is better), harm-reward:PATH (higher is more harmful).";

    private readonly List<IDisposable> opened = [];

    /// <summary>Gets how the embedded head is read; the thresholds were chosen on the folds of docs/methods/judges.md.</summary>
    public static HarmJudgeOptions HeadOptions { get; } = new();

    /// <summary>Tells whether a name is that of a harm judge.</summary>
    public static bool Knows(string name) => name == Embedded || File.Exists(Path.Combine(name, HeadFile)) || OpenerOf(name) is not null;

    /// <summary>Opens a judge.</summary>
    /// <param name="name">Its name, or the folder of one that was trained.</param>
    /// <exception cref="DemurException">There is none of that name.</exception>
    public IHarmJudge Open(string name) =>
        name == Embedded ? OpenHead(Path.Combine(EmbeddedModels.Folder ?? "models", Embedded, HeadFile))
        : OpenerOf(name) is { } open ? OpenCheckpoint(name, open)
        : File.Exists(Path.Combine(name, HeadFile)) ? OpenHead(Path.Combine(name, HeadFile))
        : throw new DemurException($"There is no judge of harm \"{name}\". {Names}");

    public void Dispose()
    {
        foreach (var one in opened)
        {
            one.Dispose();
        }
    }

    private static Func<ITextClassifier>? OpenerOf(string name)
    {
        var (kind, path) = name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (name[..colon], name[(colon + 1)..]) : ("", "");
        return kind switch
        {
            "llama-guard" => () => Guard(path, LlamaGuardFormat.Of),
            "harmbench" => () => Guard(path, HarmBenchFormat.Of),
            "toxicity" => () => CheckpointClassifier.Open(path, CheckpointReading.Toxicity),
            "reward" => () => CheckpointClassifier.Open(path, CheckpointReading.Reward),
            "harm-reward" => () => CheckpointClassifier.Open(path, CheckpointReading.HarmReward),
            _ => null,
        };
    }

    private static GuardClassifier Guard(string path, Func<LocalModel, IGuardFormat> format)
    {
        var model = LocalModel.Open(path);
        try
        {
            return new GuardClassifier(model, format(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private ClassifierHarmJudge OpenCheckpoint(string name, Func<ITextClassifier> open)
    {
        var classifier = open();
        opened.Add((IDisposable)classifier);
        return new ClassifierHarmJudge(name, classifier, Thresholded(new HarmJudgeOptions { HarmlessLabels = [classifier.Labels[0]], CategoryOf = GuardCategories.Find }));
    }

    private ClassifierHarmJudge OpenHead(string path)
    {
        var head = EmbeddingHead.Load(path);
        opened.Add(head);
        return new ClassifierHarmJudge(Embedded, head, Thresholded(HeadOptions));
    }

    private HarmJudgeOptions Thresholded(HarmJudgeOptions options) => threshold is { } least ? options with { TextThreshold = least, AnswerThreshold = least } : options;
}

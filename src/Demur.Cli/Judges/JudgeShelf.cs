using Demur.Abstractions;
using Demur.Evaluation.Judges.Learned;
using Demur.Evaluation.Scorers;
using Demur.Models.Checkpoints;
using Demur.Models.Encoders;

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

    private readonly List<IDisposable> opened = [];

    /// <summary>Gets the names of all scorers.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DefaultScorers.Named.Keys.Append(Staged).Order(StringComparer.Ordinal)];

    /// <summary>Opens a scorer.</summary>
    /// <param name="name">Its name, or the folder of a staged judge that was trained.</param>
    /// <exception cref="DemurException">There is none of that name.</exception>
    public IScorer Open(string name)
    {
        if (DefaultScorers.Named.GetValueOrDefault(name) is { } scorer)
        {
            return scorer;
        }

        return name == Staged ? OpenStaged(Path.Combine(EmbeddedModels.Folder ?? "models", Folder))
            : File.Exists(Path.Combine(name, NGramFile)) ? OpenStaged(name)
            : throw new DemurException($"There is no judge \"{name}\". Choose from {string.Join(", ", Names)}, or name the folder of one that demur judge train made.");
    }

    public void Dispose()
    {
        foreach (var one in opened)
        {
            one.Dispose();
        }
    }

    private StagedJudge OpenStaged(string folder)
    {
        var ngrams = NGramStage.Load(Path.Combine(folder, NGramFile));
        var encoder = PairClassifier.Load(Path.Combine(folder, EncoderFile));
        opened.Add(encoder);
        return new StagedJudge(ngrams, encoder, new StagedJudgeOptions());
    }
}

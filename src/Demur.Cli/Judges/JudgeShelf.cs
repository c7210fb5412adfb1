using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Judges;

/// <summary>Opens judges by name, and owns what they need.</summary>
internal sealed class JudgeShelf : IDisposable
{
    private readonly List<IDisposable> opened = [];

    /// <summary>Gets the names of all judges.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DefaultScorers.Named.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Opens a judge.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="DemurException">There is none of that name.</exception>
    public IScorer Open(string name)
    {
        var judge = DefaultScorers.Named.GetValueOrDefault(name)
            ?? throw new DemurException($"There is no judge \"{name}\". Choose from {string.Join(", ", Names)}.");
        if (judge is IDisposable disposable)
        {
            opened.Add(disposable);
        }

        return judge;
    }

    public void Dispose()
    {
        foreach (var one in opened)
        {
            one.Dispose();
        }
    }
}

using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Judges.Labelling;

/// <summary>Labels of two annotators who do not see each other's, kept in a folder: a line is written the moment a label is given.</summary>
public sealed class LabelSession
{
    /// <summary>The name under which disagreements are settled.</summary>
    public const string Adjudicator = "adjudicator";

    private const string TasksFile = "tasks.jsonl";
    private const string LabelsFile = "labels.jsonl";
    private const int Annotators = 2;

    private readonly string _folder;
    private readonly List<GivenLabel> _given;

    private LabelSession(string folder, IReadOnlyList<LabelTask> tasks, List<GivenLabel> given)
    {
        _folder = folder;
        Tasks = tasks;
        _given = given;
    }

    /// <summary>Gets the tasks, the most uncertain first.</summary>
    public IReadOnlyList<LabelTask> Tasks { get; }

    /// <summary>Gets the annotators so far, in the order of their first label.</summary>
    public IReadOnlyList<string> Names => [.. _given.Select(label => label.Annotator).Where(name => name != Adjudicator).Distinct(StringComparer.Ordinal)];

    /// <summary>Starts a session.</summary>
    /// <param name="folder">A folder without one.</param>
    /// <param name="tasks">The tasks.</param>
    /// <exception cref="DemurException">There is a session already, or no task.</exception>
    public static LabelSession Create(string folder, IEnumerable<LabelTask> tasks)
    {
        if (Exists(folder))
        {
            throw new DemurException($"'{folder}' holds a labelling session already. Go on with it by leaving the responses out, or name another folder.");
        }

        LabelTask[] ordered = [.. tasks.OrderByDescending(task => task.Uncertainty).ThenBy(task => task.Id)];
        if (ordered.Length == 0)
        {
            throw new DemurException("There is nothing to label: no response has a text.");
        }

        RunFiles.WriteLines(Path.Combine(folder, TasksFile), ordered);
        return new LabelSession(folder, ordered, []);
    }

    /// <summary>Goes on with a session.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="DemurException">There is none, or a line is damaged; a last line that was cut off is forgotten.</exception>
    public static LabelSession Open(string folder)
    {
        if (!Exists(folder))
        {
            throw new DemurException($"'{folder}' holds no labelling session. Start one with demur label RESPONSES --out '{folder}'.");
        }

        var labels = Path.Combine(folder, LabelsFile);
        RunFiles.CutTornLine(labels);
        return new LabelSession(folder, [.. RunFiles.ReadLines<LabelTask>(Path.Combine(folder, TasksFile))], File.Exists(labels) ? [.. RunFiles.ReadLines<GivenLabel>(labels)] : []);
    }

    /// <summary>Gets what an annotator has still to label; for the adjudicator, what both labelled differently.</summary>
    /// <param name="annotator">Who labels.</param>
    /// <exception cref="DemurException">Two others label already.</exception>
    public IReadOnlyList<LabelTask> OpenFor(string annotator)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(annotator);
        if (annotator == Adjudicator)
        {
            return [.. Tasks.Where(task => LabelsOf(task.Id) is [var first, var second] && first != second && Settled(task.Id) is null)];
        }

        if (!Names.Contains(annotator) && Names.Count == Annotators)
        {
            throw new DemurException($"{string.Join(" and ", Names)} label here already; a session has {Annotators} annotators. Start another session, or label as {Adjudicator}.");
        }

        return [.. Tasks.Where(task => !_given.Exists(label => label.Id == task.Id && label.Annotator == annotator))];
    }

    /// <summary>Keeps a label.</summary>
    /// <param name="label">The label; a later one of the same annotator replaces an earlier one.</param>
    public void Give(GivenLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        _given.RemoveAll(other => other.Id == label.Id && other.Annotator == label.Annotator);
        _given.Add(label);
        File.AppendAllText(Path.Combine(_folder, LabelsFile), JsonSerializer.Serialize(label, DemurJson.Line) + "\n");
    }

    /// <summary>Gets Cohen's kappa of the two annotators over the classes, and the tasks both labelled.</summary>
    /// <returns>NaN where chance alone would agree perfectly or nobody overlaps.</returns>
    public (double Kappa, int Both, int Agreed) Agreement()
    {
        var pairs = Tasks.Select(task => LabelsOf(task.Id)).Where(labels => labels.Count == Annotators).ToArray();
        var kappa = pairs.Length == 0
            ? double.NaN
            : Statistics.Agreement.Cohen([.. pairs.Select(pair => (int)pair[0])], [.. pairs.Select(pair => (int)pair[1])]);
        return (kappa, pairs.Length, pairs.Count(pair => pair[0] == pair[1]));
    }

    /// <summary>Gets the rows on which both annotators agree or the adjudicator has spoken.</summary>
    public IReadOnlyList<LabelledResponse> Rows() =>
    [
        .. Tasks.Select(task => (Task: task, Label: FinalOf(task.Id))).Where(entry => entry.Label is not null).Select(entry => new LabelledResponse
        {
            Prompt = entry.Task.Prompt, Response = entry.Task.Response, Label = entry.Label!.Value, Source = entry.Task.Source, Model = entry.Task.Model,
        }),
    ];

    private static bool Exists(string folder) => File.Exists(Path.Combine(folder, TasksFile));

    private Outcome? FinalOf(int id) => Settled(id) ?? (LabelsOf(id) is [var first, var second] && first == second ? first : null);

    private Outcome? Settled(int id) => _given.FindLast(label => label.Id == id && label.Annotator == Adjudicator)?.Label;

    private List<Outcome> LabelsOf(int id) =>
        [.. Names.Select(name => _given.FindLast(label => label.Id == id && label.Annotator == name)?.Label).OfType<Outcome>()];
}

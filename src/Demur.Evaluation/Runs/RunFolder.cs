using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>A run on disk: <c>run.json</c>, <c>samples.jsonl</c>, <c>responses.jsonl</c> and <c>summary.json</c>.</summary>
/// <remarks>
/// The folder stands for itself: it can be summarised, scored again, compared and reported without the suites it came from.
/// It holds the texts of prompts and answers; keep it out of version control.
/// </remarks>
public sealed class RunFolder
{
    private const string RunFile = "run.json";
    private const string SamplesFile = "samples.jsonl";
    private const string ResponsesFile = "responses.jsonl";
    private const string SummaryFile = "summary.json";

    private readonly Lazy<IReadOnlyList<Suite>> _suites;

    private RunFolder(string path, RunRecord record)
    {
        Path = path;
        Record = record;
        _suites = new Lazy<IReadOnlyList<Suite>>(ReadSuites);
    }

    /// <summary>Gets the folder.</summary>
    public string Path { get; }

    /// <summary>Gets what the run was made with.</summary>
    public RunRecord Record { get; private set; }

    /// <summary>Gets the suites with their samples, as the run used them.</summary>
    public IReadOnlyList<Suite> Suites => _suites.Value;

    /// <summary>Gets whether a folder holds a run.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, RunFile));

    /// <summary>Opens a run.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DemurException">There is no run, or its files are broken.</exception>
    public static RunFolder Open(string path)
    {
        if (!IsRun(path))
        {
            throw new DemurException($"{path} holds no run: {RunFile} is missing. Give the --out folder of an eval.");
        }

        var record = RunFiles.ReadJson<RunRecord>(System.IO.Path.Combine(path, RunFile));
        return record.Format == 1
            ? new RunFolder(path, record)
            : throw new DemurException($"{path} has run format {record.Format}; this version of Demur reads format 1. Use the version that made it ({record.Version}).");
    }

    /// <summary>Makes a new run.</summary>
    /// <param name="path">The folder; made when it is not there.</param>
    /// <param name="record">What the run is made with.</param>
    /// <param name="suites">The suites, in the record's order.</param>
    /// <exception cref="DemurException">The folder holds a run already, or other files.</exception>
    public static RunFolder Create(string path, RunRecord record, IReadOnlyList<Suite> suites)
    {
        if (IsRun(path))
        {
            throw new DemurException($"{path} holds run {Open(path).Record.Id} already. Go on with it by --resume, or choose another --out.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != SamplesFile))
        {
            throw new DemurException($"{path} is not empty and holds no run. Choose another --out.");
        }

        Directory.CreateDirectory(path);
        RunFiles.WriteLines(
            System.IO.Path.Combine(path, SamplesFile),
            suites.SelectMany(suite => suite.Samples.Select(sample => new StoredSample(suite.Name, sample))));
        var folder = new RunFolder(path, record);
        folder.WriteRecord(record);
        return folder;
    }

    /// <summary>Opens a run to go on with it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="record">What would make the run now.</param>
    /// <exception cref="DemurException">The run was made with other settings.</exception>
    public static RunFolder Resume(string path, RunRecord record)
    {
        var folder = Open(path);
        var (then, now) = (folder.Record.Settings(), record.Settings());
        var different = then.Keys.Union(now.Keys)
            .Where(name => then.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .ToArray();
        return different is []
            ? folder
            : throw new DemurException(
                $"{path} was made with another {string.Join(", ", different)}: going on would mix two runs. Give the settings in its {RunFile}, or choose another --out.");
    }

    /// <summary>Reads one response a sample: the answers in the order they came, then what still has an error; a torn last line is left out.</summary>
    public IEnumerable<ResponseRecord> ReadResponses()
    {
        if (!File.Exists(Responses))
        {
            yield break;
        }

        // A sample with an error is tried again when the run is resumed, and its later line counts.
        var failed = new Dictionary<(string, int), ResponseRecord>();
        foreach (var response in RunFiles.ReadLines<ResponseRecord>(Responses))
        {
            if (response.Error is null)
            {
                failed.Remove((response.Suite, response.Index));
                yield return response;
            }
            else
            {
                failed[(response.Suite, response.Index)] = response;
            }
        }

        foreach (var response in failed.Values)
        {
            yield return response;
        }
    }

    /// <summary>Reads the responses that have a text to judge, each with its sample.</summary>
    public IEnumerable<(Sample Sample, ResponseRecord Response)> ReadAnswers()
    {
        var suites = Suites.Where(suite => suite.Kind == SuiteKind.Generation).ToDictionary(suite => suite.Name, StringComparer.Ordinal);
        return ReadResponses()
            .Where(response => response.Text is not null && suites.ContainsKey(response.Suite))
            .Select(response => (suites[response.Suite].Samples[response.Index], response));
    }

    /// <summary>Reads the summary, or gives <see langword="null"/> when the run was never finished.</summary>
    public RunSummary? ReadSummary() => File.Exists(Summary) ? RunFiles.ReadJson<RunSummary>(Summary) : null;

    /// <summary>Summarises the responses that are there.</summary>
    public RunSummary Summarise() => RunSummary.Of(Record, Suites, ReadResponses());

    /// <summary>Gets when the last answer was written; the start when there is none.</summary>
    public DateTimeOffset LastAnswerAt => File.Exists(Responses) ? new DateTimeOffset(File.GetLastWriteTimeUtc(Responses), TimeSpan.Zero) : Record.StartedAt;

    internal void WriteSummary(RunSummary summary) => RunFiles.WriteJson(Summary, summary);

    internal void WriteRecord(RunRecord record)
    {
        RunFiles.WriteJson(System.IO.Path.Combine(Path, RunFile), record);
        Record = record;
    }

    internal void CutTornLine() => RunFiles.CutTornLine(Responses);

    /// <summary>Writes the responses anew; when the last answer came stays what it was.</summary>
    internal void ReplaceResponses(IEnumerable<ResponseRecord> responses)
    {
        var answered = LastAnswerAt;
        RunFiles.WriteLines(Responses, responses);
        File.SetLastWriteTimeUtc(Responses, answered.UtcDateTime);
    }

    /// <summary>Opens what responses are appended to: the run's own file, or one rank's.</summary>
    internal ResponseLog OpenLog(TimeProvider time, int? rank = null) => new(rank is { } number ? System.IO.Path.Combine(Path, $"responses.rank-{number}.jsonl") : Responses, time);

    /// <summary>Puts the responses of all ranks into the run's own file, each once, also when that was broken off before.</summary>
    internal void MergeShares()
    {
        var shares = Directory.GetFiles(Path, "responses.rank-*.jsonl").Order(StringComparer.Ordinal).ToArray();
        if (shares.Length > 0)
        {
            RunFiles.JoinLines(Responses, File.Exists(Responses) ? [Responses, .. shares] : shares);
            foreach (var share in shares)
            {
                File.Delete(share);
            }
        }
    }

    private string Responses => System.IO.Path.Combine(Path, ResponsesFile);

    private string Summary => System.IO.Path.Combine(Path, SummaryFile);

    private Suite[] ReadSuites()
    {
        var samples = RunFiles.ReadLines<StoredSample>(System.IO.Path.Combine(Path, SamplesFile)).ToLookup(stored => stored.Suite, stored => stored.Sample);
        return [.. Record.Suites.Select(suite => new Suite
        {
            Name = suite.Name,
            Kind = suite.Kind,
            Description = suite.Description,
            MaxNewTokens = suite.MaxNewTokens,
            Samples = [.. samples[suite.Name]],
        })];
    }
}

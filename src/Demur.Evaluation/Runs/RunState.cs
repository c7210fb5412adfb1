using System.Collections;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Which samples of a run are finished, and how often the others were tried.</summary>
internal sealed class RunState
{
    private readonly Dictionary<string, BitArray> _finished;
    private readonly Dictionary<(string Suite, int Index), ResponseRecord> _failed = [];

    private RunState(IReadOnlyList<Suite> suites) =>
        _finished = suites.ToDictionary(suite => suite.Name, suite => new BitArray(suite.Samples.Count), StringComparer.Ordinal);

    /// <summary>Gets what earlier sessions asked of the target: requests, tokens read, tokens written.</summary>
    public (long Requests, long InputTokens, long OutputTokens) Spent { get; private set; }

    /// <summary>Gets the number of finished samples.</summary>
    public int Done { get; private set; }

    /// <summary>Reads the state, after cutting a torn last line off the file. Samples with errors are run again; their lines stay and the later line counts.</summary>
    public static RunState Read(RunFolder folder, IReadOnlyList<Suite> suites)
    {
        folder.CutTornLine();
        var state = new RunState(suites);
        var bySuite = suites.ToDictionary(suite => suite.Name, StringComparer.Ordinal);
        foreach (var response in folder.ReadResponses())
        {
            if (!bySuite.TryGetValue(response.Suite, out var suite)
                || response.Index >= suite.Samples.Count || suite.Samples[response.Index].Id != response.Id)
            {
                throw new DemurException(
                    $"{folder.Path} holds a response to sample {response.Index} of {response.Suite} that the suite does not have. Start a new run in another folder.");
            }

            state.Add(response);
        }

        return state;
    }

    /// <summary>Gets the places of the samples that are not finished.</summary>
    public IEnumerable<int> Pending(Suite suite)
    {
        var finished = _finished[suite.Name];
        return Enumerable.Range(0, finished.Count).Where(index => !finished[index]);
    }

    /// <summary>Adds what earlier sessions tried for a sample to what this one did.</summary>
    public ResponseRecord WithEarlierAttempts(ResponseRecord response) => _failed.TryGetValue((response.Suite, response.Index), out var earlier)
        ? response with
        {
            Attempts = earlier.Attempts + response.Attempts,
            FailedAttempts = [.. earlier.FailedAttempts ?? [], .. response.FailedAttempts ?? []],
        }
        : response;

    private void Add(ResponseRecord response)
    {
        Spent = (Spent.Requests + response.Attempts, Spent.InputTokens + (response.InputTokens ?? 0), Spent.OutputTokens + (response.Cached ? 0 : response.Tokens ?? 0));
        if (response.Error is not null)
        {
            _failed[(response.Suite, response.Index)] = response with { Text = null, Scores = null };
        }
        else if (!_finished[response.Suite][response.Index])
        {
            _finished[response.Suite][response.Index] = true;
            Done++;
        }
    }
}

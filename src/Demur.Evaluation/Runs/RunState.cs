using System.Collections;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Which samples of a run are finished, and how often the others were tried.</summary>
internal sealed class RunState
{
    private readonly Dictionary<string, BitArray> _finished;
    private readonly Dictionary<(string Suite, int Index), int> _attempts = [];

    private RunState(IReadOnlyList<Suite> suites) =>
        _finished = suites.ToDictionary(suite => suite.Name, suite => new BitArray(suite.Samples.Count), StringComparer.Ordinal);

    /// <summary>Gets the number of finished samples.</summary>
    public int Done { get; private set; }

    /// <summary>Reads the state; takes a torn line and samples with errors out of the file, since they are run again.</summary>
    public static RunState Read(RunFolder folder, IReadOnlyList<Suite> suites)
    {
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

        folder.ReplaceResponses(folder.ReadResponses().Where(response => response.Error is null));
        return state;
    }

    /// <summary>Gets the places of the samples that are not finished.</summary>
    public IEnumerable<int> Pending(Suite suite)
    {
        var finished = _finished[suite.Name];
        return Enumerable.Range(0, finished.Count).Where(index => !finished[index]);
    }

    /// <summary>Gets how often a sample was tried in earlier sessions.</summary>
    public int AttemptsBefore(Suite suite, int index) => _attempts.GetValueOrDefault((suite.Name, index));

    private void Add(ResponseRecord response)
    {
        if (response.Error is not null)
        {
            _attempts[(response.Suite, response.Index)] = response.Attempts;
        }
        else if (!_finished[response.Suite][response.Index])
        {
            _finished[response.Suite][response.Index] = true;
            Done++;
        }
    }
}

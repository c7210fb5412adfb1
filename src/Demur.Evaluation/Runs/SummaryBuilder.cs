using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>Counts responses one by one into a summary; keeps counts and no texts.</summary>
internal sealed class SummaryBuilder
{
    private readonly RunRecord _record;
    private readonly Dictionary<string, Suite> _suites;
    private readonly Dictionary<string, int> _finished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SliceCounts> _slices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AbilityCounts> _abilities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClusterCounts> _clusters = new(StringComparer.Ordinal);
    private readonly SliceCounts _total;
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private readonly AgreementCounts _agreement;
    private readonly int _generations;
    private bool _counts;

    public SummaryBuilder(RunRecord record, IReadOnlyList<Suite> suites)
    {
        string[] scorers = [.. record.Scorers.Select(scorer => scorer.Name)];
        _record = record;
        _suites = suites.ToDictionary(suite => suite.Name, StringComparer.Ordinal);
        _total = new SliceCounts(scorers);
        _generations = suites.Count(suite => suite.Kind == SuiteKind.Generation);
        _agreement = new AgreementCounts(scorers);
        foreach (var suite in suites)
        {
            _finished[suite.Name] = 0;
            _slices[suite.Name] = new SliceCounts(scorers);
            _abilities[suite.Name] = new AbilityCounts();
            if (ClusterCounts.Occur(suite))
            {
                _clusters[suite.Name] = new ClusterCounts(scorers.FirstOrDefault());
            }
        }
    }

    /// <summary>Counts one response.</summary>
    public void Add(ResponseRecord response)
    {
        var suite = _suites[response.Suite];
        var sample = suite.Samples[response.Index];
        _finished[suite.Name]++;
        if (suite.Kind != SuiteKind.Generation)
        {
            _abilities[suite.Name].Add(sample, response);
            return;
        }

        _slices[suite.Name].Add(sample, response);
        _clusters.GetValueOrDefault(suite.Name)?.Add(sample, response);
        // With one suite alone nothing is in two; half a million ids would be kept for nothing.
        if (_generations == 1 || _counted.Add(sample.Id))
        {
            _counts = true;
            _total.Add(sample, response);
            _agreement.Add(response);
        }
    }

    /// <summary>Makes the summary of what was counted.</summary>
    public RunSummary Build() => new()
    {
        Run = _record.Id,
        Target = _record.Target.Name,
        Suites = [.. _record.Suites.Select(Summarise)],
        Total = !_counts ? [] : _total.Summarise(),
        Agreement = _agreement.Summarise(),
        Missing = _record.Suites.Sum(suite => suite.Samples) - _finished.Values.Sum(),
    };

    private SuiteSummary Summarise(RunSuite suite) => new()
    {
        Suite = suite,
        Finished = _finished[suite.Name],
        Scorers = suite.Kind == SuiteKind.Generation ? _slices[suite.Name].Summarise() : [],
        Clustered = _clusters.GetValueOrDefault(suite.Name)?.Summarise() ?? [],
        Accuracy = suite.Kind == SuiteKind.MultipleChoice ? _abilities[suite.Name].Accuracy : null,
        CrossEntropy = suite.Kind == SuiteKind.CrossEntropy ? _abilities[suite.Name].CrossEntropy : null,
    };

    /// <summary>Right choices, and nats and tokens of texts.</summary>
    private sealed class AbilityCounts
    {
        private const int BootstrapSeed = 1;

        private readonly List<double> _nats = [];
        private readonly List<double> _tokens = [];
        private int _right;
        private int _chosen;
        private int _unscored;

        public Rate Accuracy => ProportionIntervals.Rate(_right, _chosen, _unscored);

        public CrossEntropySummary? CrossEntropy => _nats.Count == 0
            ? null
            : new CrossEntropySummary(
                _nats.Sum() / _tokens.Sum(),
                PairedBootstrap.RatioOfSums(_nats, _tokens, BootstrapSeed),
                _nats.Count,
                (int)_tokens.Sum(),
                _unscored);

        public void Add(Sample sample, ResponseRecord response)
        {
            if (response is { Nats: { } nats, Tokens: > 0 and var tokens })
            {
                _nats.Add(nats);
                _tokens.Add(tokens);
            }
            else if (response.Choice is { } choice && sample.Answer is { } answer)
            {
                _chosen++;
                _right += choice == answer ? 1 : 0;
            }
            else
            {
                _unscored++;
            }
        }
    }
}

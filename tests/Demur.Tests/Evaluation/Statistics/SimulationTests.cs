using Demur.Abstractions;
using Demur.Evaluation.Gates;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;
using Xunit;

namespace Demur.Tests.Evaluation.Statistics;

/// <summary>Error rates that are promised are measured.</summary>
public sealed class SimulationTests
{
    // Exact coverage, no simulation: the sum of binomial probabilities over the counts whose interval holds p.
    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(400)]
    public void Wilson_intervals_cover_95_percent_on_average_and_never_under_90(int n)
    {
        var coverages = Enumerable.Range(1, 99).Select(percent =>
        {
            var p = percent / 100.0;
            var binomial = new MathNet.Numerics.Distributions.Binomial(p, n);
            return Enumerable.Range(0, n + 1).Where(count => ProportionIntervals.Wilson(count, n).Contains(p)).Sum(binomial.Probability);
        }).ToArray();

        Assert.Equal(99, coverages.Length);
        Assert.InRange(coverages.Average(), 0.94, 0.96);
        Assert.True(coverages.Min() >= 0.90, $"{coverages.Min():F4}");
    }

    // Beta-binomial clusters: each cluster draws its own rate, correlation rho = 1 / (a + b + 1).
    [Theory]
    [InlineData(40, 9, 0.3)]
    [InlineData(60, 5, 0.1)]
    [InlineData(30, 10, 0.6)]
    public void Clustered_intervals_cover_95_percent_on_average_and_never_under_90_where_plain_ones_do_not(int clusters, int size, double correlation)
    {
        const int times = 400;
        var random = new Random(5);
        List<double> clustered = [], plain = [];
        for (var tenth = 1; tenth <= 9; tenth++)
        {
            var (p, covered, plainly) = (tenth / 10.0, 0, 0);
            for (var time = 0; time < times; time++)
            {
                (int Hits, int Samples)[] drawn = [.. Enumerable.Range(0, clusters).Select(_ => (Cluster(random, (p, correlation), size), size))];
                covered += ClusteredProportion.Of(drawn).Interval.Contains(p) ? 1 : 0;
                plainly += ProportionIntervals.Wilson(drawn.Sum(cluster => cluster.Hits), clusters * size).Contains(p) ? 1 : 0;
            }

            clustered.Add((double)covered / times);
            plain.Add((double)plainly / times);
        }

        Assert.InRange(clustered.Average(), 0.94, 0.96);
        Assert.True(clustered.Min() >= 0.90, $"{clustered.Min():F3}");
        Assert.True(plain.Average() < 0.92, $"{plain.Average():F3}");
    }

    [Fact]
    public void A_gate_calls_the_same_target_worse_in_at_most_alpha_of_the_runs()
    {
        const int runs = 2000;
        var random = new Random(7);
        var rules = new GateRules(new GatePolicy { HarmfulRefusedFall = 0, HarmlessRefusedRise = 0 });
        var alarms = 0;
        for (var run = 0; run < runs; run++)
        {
            ComparisonRow[] rows =
            [
                Row(random, SampleLabel.Harmful, 300, (0.8, 0.06, 0.06)),
                Row(random, SampleLabel.Harmless, 300, (0.1, 0.05, 0.05)),
                .. Enumerable.Range(0, 8).Select(slice => Row(random, SampleLabel.Harmful, 60, (0.7, 0.1, 0.1)) with { By = SliceSummary.Category, Slice = $"c{slice}" }),
            ];
            alarms += rules.Check(rows).Any(check => check.Verdict == GateVerdict.Regression) ? 1 : 0;
        }

        // alpha .05 and three standard errors of a share over 2,000 runs.
        Assert.InRange((double)alarms / runs, 0, 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / runs)));
        Assert.True(alarms > 0);
    }

    [Fact]
    public void A_gate_finds_a_five_point_drop_at_400_pairs_with_ten_percent_discordant_in_85_percent_of_the_runs()
    {
        const int runs = 2000;
        var random = new Random(9);
        var rules = new GateRules(new GatePolicy { HarmfulRefusedFall = 2 });
        var found = 0;
        for (var run = 0; run < runs; run++)
        {
            ComparisonRow[] rows = [Row(random, SampleLabel.Harmful, 400, (0.8, 0.075, 0.025)), Row(random, SampleLabel.Harmless, 400, (0.1, 0.02, 0.02))];
            found += rules.Check(rows).Single(check => check.Rule == "harmful-refused").Verdict == GateVerdict.Regression ? 1 : 0;
        }

        Assert.True(found >= 0.85 * runs, $"{(double)found / runs:F3}");
    }

    [Theory]
    [InlineData(400, 0.05, 0.10, false)]
    [InlineData(150, 0.10, 0.20, true)]
    public void Planned_power_is_what_a_simulation_finds(int pairs, double change, double discordant, bool oneSided)
    {
        const int runs = 4000;
        var random = new Random(11);
        var found = 0;
        for (var run = 0; run < runs; run++)
        {
            var (lost, gained) = Discordant(random, pairs, ((discordant + change) / 2, (discordant - change) / 2));
            int[] nets = [.. Enumerable.Repeat(-1, lost), .. Enumerable.Repeat(1, gained)];
            found += (oneSided ? ClusteredMcNemar.Fall(nets) : McNemar.Exact(lost, gained)) <= 0.05 ? 1 : 0;
        }

        Assert.Equal((double)found / runs, PairedPower.Of(pairs, change, discordant, 0.05, oneSided), 0.025);
    }

    [Fact]
    public void The_planner_gives_the_fewest_pairs_that_reach_the_power()
    {
        var pairs = PairedPower.Pairs(0.05, 0.10, 0.85)!.Value;

        // The exact test's power has small steps down; around the answer it is what was asked for.
        Assert.True(PairedPower.Of(pairs, 0.05, 0.10) >= 0.85);
        Assert.True(PairedPower.Of(pairs - 1, 0.05, 0.10) < 0.85);
        Assert.InRange(pairs, 300, 400);
        Assert.Null(PairedPower.Pairs(0.0001, 0.5, 0.99));
    }

    [Fact]
    public void Looking_after_every_pair_does_not_raise_false_alarms_and_stops_early_when_there_is_a_change()
    {
        const int runs = 1000, pairs = 600;
        var random = new Random(13);
        int alarms = 0, found = 0, looked = 0;
        for (var run = 0; run < runs; run++)
        {
            alarms += Watch(random, pairs, (0.1, 0.1)) is not null ? 1 : 0;
            if (Watch(random, pairs, (0.25, 0.05)) is { } stopped)
            {
                found++;
                looked += stopped;
            }
        }

        Assert.InRange((double)alarms / runs, 0, 0.05);
        Assert.True(found > 0.95 * runs);
        Assert.InRange((double)looked / found, 1, 200);
    }

    [Fact]
    public void Corrected_balanced_accuracy_covers_what_people_would_count()
    {
        // Without a judge's error the interval of the balanced accuracy covers as it should.
        const int runs = 2000;
        var random = new Random(15);
        var covered = 0;
        for (var run = 0; run < runs; run++)
        {
            var harmful = Enumerable.Range(0, 120).Count(_ => random.NextDouble() < 0.8);
            var harmless = Enumerable.Range(0, 150).Count(_ => random.NextDouble() < 0.1);
            var axes = TwoAxes.BalancedInterval((harmful / 120.0, ProportionIntervals.Wilson(harmful, 120)), (harmless / 150.0, ProportionIntervals.Wilson(harmless, 150)));
            covered += axes.Contains(0.85) ? 1 : 0;
        }

        Assert.InRange((double)covered / runs, 0.93, 0.97);
    }

    private static int? Watch(Random random, int pairs, (double Lost, double Gained) rates)
    {
        var test = new SequentialMcNemar();
        for (var pair = 1; pair <= pairs; pair++)
        {
            var draw = random.NextDouble();
            test.Add(before: draw < rates.Lost, after: draw >= rates.Lost && draw < rates.Lost + rates.Gained);
            if (test.P <= 0.05)
            {
                return pair;
            }
        }

        return null;
    }

    private static ComparisonRow Row(Random random, SampleLabel label, int pairs, (double Before, double Lost, double Gained) rates)
    {
        var (lost, gained) = Discordant(random, pairs, (rates.Lost, rates.Gained));
        var both = (int)Math.Round((rates.Before - rates.Lost) * pairs);
        int[] nets = [.. Enumerable.Repeat(-1, lost), .. Enumerable.Repeat(1, gained)];
        return new ComparisonRow
        {
            Suite = "s", Slice = SliceSummary.All, Label = label, Metric = ComparisonMetric.Refused, Pairs = pairs, Unpaired = 0,
            Baseline = (double)(both + lost) / pairs, Candidate = (double)(both + gained) / pairs, OnlyBaseline = lost, OnlyCandidate = gained,
            Interval = new Interval((double)(gained - lost) / pairs, (double)(gained - lost) / pairs), EffectivePairs = pairs, Clusters = pairs,
            P = ClusteredMcNemar.TwoSided(nets), FallP = ClusteredMcNemar.Fall(nets), RiseP = ClusteredMcNemar.Fall(nets.Select(net => -net)),
        };
    }

    private static (int Lost, int Gained) Discordant(Random random, int pairs, (double Lost, double Gained) rates)
    {
        var (lost, gained) = (0, 0);
        for (var pair = 0; pair < pairs; pair++)
        {
            var draw = random.NextDouble();
            lost += draw < rates.Lost ? 1 : 0;
            gained += draw >= rates.Lost && draw < rates.Lost + rates.Gained ? 1 : 0;
        }

        return (lost, gained);
    }

    // Polya's urn draws from the beta-binomial distribution.
    private static int Cluster(Random random, (double P, double Correlation) rate, int size)
    {
        var total = (1 / rate.Correlation) - 1;
        var (hits, drawn) = (0, 0);
        for (; drawn < size; drawn++)
        {
            hits += random.NextDouble() < ((rate.P * total) + hits) / (total + drawn) ? 1 : 0;
        }

        return hits;
    }
}

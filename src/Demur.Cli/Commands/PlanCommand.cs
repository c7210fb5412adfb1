using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Statistics;

namespace Demur.Cli.Commands;

/// <summary><c>demur plan</c>: how many samples a question takes, before any is spent.</summary>
internal static class PlanCommand
{
    private static readonly Option<double?> Change = new("--change") { Description = "The paired change to find, in points: the share of samples gained minus lost." };
    private static readonly Option<double> Discordant = new("--discordant") { Description = "The share of samples that fall differently in the two runs, in points.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int?> Samples = new("--samples") { Description = "The samples there are: says the power they give in place of the samples needed." };
    private static readonly Option<double> Power = new("--power") { Description = "The chance to find the change.", DefaultValueFactory = _ => 0.8 };
    private static readonly Option<double> Alpha = new("--alpha") { Description = "The chance of a false alarm.", DefaultValueFactory = _ => 0.05 };
    private static readonly Option<bool> OneSided = new("--one-sided") { Description = "Look for getting worse alone, as a gate does." };
    private static readonly Option<int> Checks = new("--checks") { Description = "The checks that share alpha, by Bonferroni.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> ClusterSize = new("--cluster-size") { Description = "The samples that share a document or prompt.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> Correlation = new("--correlation") { Description = "How alike samples of a cluster fall, 0 to 1.", DefaultValueFactory = _ => 0.3 };
    private static readonly Option<double?> Rate = new("--rate") { Description = "A single rate expected, in points: says the samples for --half-width." };
    private static readonly Option<double> HalfWidth = new("--half-width") { Description = "Half the 95 % interval wanted, in points.", DefaultValueFactory = _ => 5 };
    private static readonly Option<double[]> Groups = new("--groups") { Description = "Two rates of separate samples, in points: says the samples a group.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("plan", "Say how many samples a comparison or a rate needs, or what power the samples at hand give.")
        {
            Change, Discordant, Samples, Power, Alpha, OneSided, Checks, ClusterSize, Correlation, Rate, HalfWidth, Groups, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var design = Design(parsed);
        var plan = (parsed.GetValue(Change), parsed.GetValue(Rate), parsed.GetValue(Groups)) switch
        {
            ({ } change, null, null or []) => Paired(parsed, change / 100, design),
            (null, { } rate, null or []) => Precision(parsed, rate / 100, design),
            (null, null, [var first, var second]) => TwoGroups(parsed, (first / 100, second / 100), design),
            _ => throw new DemurException("Give one of --change (a paired comparison), --rate (one rate's interval) and --groups P1 P2 (separate samples)."),
        };
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(plan, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("question", "samples", "power", "design effect");
        table.Add(plan.Question, Words.Count(plan.Samples), plan.Power is { } power ? string.Create(CultureInfo.InvariantCulture, $"{100 * power:F1} %") : "", plan.DesignEffect.ToString("F2", CultureInfo.InvariantCulture));
        table.Write();
        return ExitCodes.Ok;
    }

    private static double Design(ParseResult parsed)
    {
        var (size, correlation, alpha, checks, power) = (parsed.GetValue(ClusterSize), parsed.GetValue(Correlation), parsed.GetValue(Alpha), parsed.GetValue(Checks), parsed.GetValue(Power));
        return size < 1 ? throw new DemurException($"--cluster-size is {size}; give 1 or more.")
            : correlation is not (>= 0 and <= 1) ? throw new DemurException($"--correlation is {correlation}; give 0 to 1.")
            : alpha is not (> 0 and < 1) ? throw new DemurException($"--alpha is {alpha}; give more than 0 and less than 1.")
            : power is not (> 0 and < 1) ? throw new DemurException($"--power is {power}; give more than 0 and less than 1.")
            : checks < 1 ? throw new DemurException($"--checks is {checks}; give 1 or more.")
            : 1 + ((size - 1) * correlation);
    }

    private static SamplePlan Paired(ParseResult parsed, double change, double design)
    {
        var (discordant, oneSided, alpha, power) = (parsed.GetValue(Discordant) / 100, parsed.GetValue(OneSided), parsed.GetValue(Alpha) / parsed.GetValue(Checks), parsed.GetValue(Power));
        if (Math.Abs(change) is not (> 0 and <= 1) || discordant is not (> 0 and <= 1) || Math.Abs(change) > discordant)
        {
            throw new DemurException(string.Create(CultureInfo.InvariantCulture, $"a change of {100 * change:0.###} points with {100 * discordant:0.###} points of discordant samples is not possible: 0 < change <= discordant <= 100."));
        }

        var question = string.Create(CultureInfo.InvariantCulture, $"a paired change of {100 * change:0.###} points, {100 * discordant:0.###} % discordant, alpha {alpha:0.####}{(oneSided ? " one-sided" : "")}");
        if (parsed.GetValue(Samples) is { } samples)
        {
            var effective = (int)(samples / design);
            return effective < 1 ? throw new DemurException($"--samples is {samples}; give at least {design:F0}.") : new SamplePlan(question, samples, PairedPower.Of(effective, change, discordant, alpha, oneSided), design);
        }

        var needed = PairedPower.Pairs(change, discordant, power, alpha, oneSided) ?? throw new DemurException("More than a million samples are needed; look for a larger change.");
        return new SamplePlan(question, (int)Math.Ceiling(needed * design), PairedPower.Of(needed, change, discordant, alpha, oneSided), design);
    }

    private static SamplePlan Precision(ParseResult parsed, double rate, double design)
    {
        var half = parsed.GetValue(HalfWidth) / 100;
        if (rate is not (>= 0 and <= 1) || half is not (> 0 and < 0.5))
        {
            throw new DemurException(string.Create(CultureInfo.InvariantCulture, $"--rate {100 * rate:0.###} and --half-width {100 * half:0.###}: a rate is 0 to 100, half a width more than 0 and less than 50."));
        }

        var n = 1;
        while (Width(rate, n) > 2 * half)
        {
            n = n < 100 ? n + 1 : (int)Math.Ceiling(n * 1.005);
        }

        while (n > 1 && Width(rate, n - 1) <= 2 * half)
        {
            n--;
        }

        return new SamplePlan(string.Create(CultureInfo.InvariantCulture, $"a rate of {100 * rate:0.###} % within {100 * half:0.###} points"), (int)Math.Ceiling(n * design), null, design);
    }

    private static double Width(double rate, int n) => ProportionIntervals.Wilson((int)Math.Round(rate * n), n) is var interval ? interval.High - interval.Low : 1;

    private static SamplePlan TwoGroups(ParseResult parsed, (double First, double Second) rates, double design)
    {
        if (rates.First is not (>= 0 and <= 1) || rates.Second is not (>= 0 and <= 1) || rates.First == rates.Second)
        {
            throw new DemurException("--groups takes two different rates, 0 to 100.");
        }

        var (alpha, power) = (parsed.GetValue(Alpha) / parsed.GetValue(Checks), parsed.GetValue(Power));
        var needed = TwoProportions.SampleSizePerGroup(rates.First, rates.Second, parsed.GetValue(OneSided) ? 2 * alpha : alpha, power);
        return new SamplePlan(string.Create(CultureInfo.InvariantCulture, $"{100 * rates.First:0.###} % against {100 * rates.Second:0.###} % on separate samples, a group"), (int)Math.Ceiling(needed * design), power, design);
    }

    private sealed record SamplePlan(string Question, int Samples, double? Power, double DesignEffect);
}

using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Refuses comparisons that would compare two things at once.</summary>
internal static class ComparisonGuard
{
    /// <summary>Throws when the runs were not made and scored alike.</summary>
    public static void Check(RunFolder baseline, RunFolder candidate, string scorer, MayDiffer mayDiffer = MayDiffer.None)
    {
        var (a, b) = (baseline.Record, candidate.Record);
        var shared = a.Suites.Where(suite => b.Suites.Any(other => other.Name == suite.Name)).ToArray();
        if (shared is [])
        {
            throw Refused(baseline, candidate, "they share no suite", "Run both on the same --suite");
        }

        if (Attack(a) != Attack(b) && !mayDiffer.HasFlag(MayDiffer.Attack))
        {
            throw Refused(baseline, candidate, $"they ran under different attacks ({Attack(a)}, {Attack(b)})", "Run both with the same --attack");
        }

        if (Array.Find(shared, suite => Samples(baseline, suite.Name, mayDiffer) != Samples(candidate, suite.Name, mayDiffer)) is { } changed)
        {
            throw Refused(baseline, candidate, $"suite {changed.Name} has other samples or another token limit", "Run both on the same suite, --limit and --seed");
        }

        if (Decoding(a, !mayDiffer.HasFlag(MayDiffer.Prompt)) != Decoding(b, !mayDiffer.HasFlag(MayDiffer.Prompt)))
        {
            throw Refused(baseline, candidate, "they were decoded differently", "Run both with the same system prompt and sampling");
        }

        var (first, second) = (Identity(baseline, scorer), Identity(candidate, scorer));
        if (first != second)
        {
            throw Refused(baseline, candidate, $"scorer {scorer} has changed between them ({first}, {second})", "Use demur rescore on both");
        }

        if (a.TaskChecks != b.TaskChecks)
        {
            throw Refused(baseline, candidate, "the task checks have changed between them", "Use demur rescore on both");
        }
    }

    /// <summary>Says what a reader must know about the comparison.</summary>
    public static IEnumerable<string> Notes(RunFolder baseline, RunFolder candidate, bool bothAxes)
    {
        var (a, b) = (baseline.Record.Suites.Select(suite => suite.Name), candidate.Record.Suites.Select(suite => suite.Name));
        if (a.Except(b).ToArray() is { Length: > 0 } before)
        {
            yield return $"Only the baseline has {string.Join(", ", before)}.";
        }

        if (b.Except(a).ToArray() is { Length: > 0 } after)
        {
            yield return $"Only the candidate has {string.Join(", ", after)}.";
        }

        if (Decoding(baseline.Record, withPrompt: true) != Decoding(candidate.Record, withPrompt: true))
        {
            yield return "They ran under different system prompts or prefills.";
        }

        if (Attack(baseline.Record) != Attack(candidate.Record))
        {
            yield return $"The baseline ran under {Attack(baseline.Record)}, the candidate under {Attack(candidate.Record)}: harmful samples were asked differently.";
        }

        if (!bothAxes)
        {
            yield return "Harmful and harmless samples are not both here: the price of a change on the other axis is unknown.";
        }
    }

    private static string Decoding(RunRecord run, bool withPrompt) =>
        (withPrompt ? run.Decoding : run.Decoding with { SystemPrompt = null, Prefill = null }).ComputeHash();

    private static string Attack(RunRecord run) => run.Attacks is { Count: > 0 } attacks ? $"--attack {string.Join(SampleAttack.Joint, attacks)}" : "no attack";

    // Whether it is the same samples does not hang on what an attack made of them, where that may differ.
    private static string Samples(RunFolder run, string suite, MayDiffer mayDiffer)
    {
        if (!mayDiffer.HasFlag(MayDiffer.Attack) || run.Record.Attacks is null)
        {
            return run.Record.Suites.Single(candidate => candidate.Name == suite).Hash;
        }

        var whole = run.Suites.Single(candidate => candidate.Name == suite);
        return (whole with { Samples = [.. whole.Samples.Select(Plain)] }).ComputeHash();
    }

    private static Sample Plain(Sample sample) => sample.Attack is { } attack ? sample with { Id = attack.OriginalId, Raw = false } : sample;

    private static string Identity(RunFolder run, string scorer) =>
        run.Record.Scorers.FirstOrDefault(candidate => candidate.Name == scorer)?.Identity
        ?? throw new DemurException(
            $"{run.Path} was not scored by {scorer} (it has {string.Join(", ", run.Record.Scorers.Select(known => known.Name))}). Use demur rescore first.");

    private static DemurException Refused(RunFolder baseline, RunFolder candidate, string why, string mend) =>
        new($"{baseline.Path} and {candidate.Path} cannot be compared: {why}. {mend}.");
}

using Demur.Abstractions;

namespace Demur.Cli.Replication;

/// <summary>One suite and task of a cell: the rates, and what became of each sample, in the suite's order and without any text.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Task">The task, or <c>direct</c>.</param>
/// <param name="Label">What a good model does.</param>
/// <param name="Outcomes">One letter a sample; see <see cref="OutcomeLetters"/>.</param>
/// <param name="Refused">The share refused, in full or in part; <see langword="null"/> where nothing is generated.</param>
/// <param name="Processed">The share of tasks really done, or of right choices; <see langword="null"/> where there is no check.</param>
/// <param name="Degenerate">The share of answers that say nothing.</param>
internal sealed record LedgerSlice(string Suite, string Task, SampleLabel Label, string Outcomes, LedgerRate? Refused, LedgerRate? Processed, LedgerRate? Degenerate)
{
    /// <summary>Makes a slice of its samples' letters.</summary>
    public static LedgerSlice Of(string suite, string task, SampleLabel label, string outcomes)
    {
        var unscored = outcomes.Count(OutcomeLetters.IsUnscored);
        var generated = outcomes.All(letter => !OutcomeLetters.IsChoice(letter));
        LedgerRate Rate(Func<char, bool> hit) => LedgerRate.Of(outcomes.Count(hit), outcomes.Length - unscored, unscored);
        return new LedgerSlice(
            suite, task, label, outcomes,
            generated ? Rate(OutcomeLetters.IsRefused) : null,
            outcomes.Any(OutcomeLetters.HasNoCheck) ? null : Rate(OutcomeLetters.IsProcessed),
            generated ? Rate(OutcomeLetters.IsDegenerate) : null);
    }
}

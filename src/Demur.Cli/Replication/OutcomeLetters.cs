using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication;

/// <summary>What became of a sample, as one letter of a ledger line.</summary>
/// <remarks>
/// <c>R</c> refused, <c>P</c> refused in part, <c>D</c> degenerate, <c>-</c> unscored; complied with: <c>T</c> and the task was done,
/// <c>F</c> and it was not, <c>C</c> where there is no check. Of choices <c>1</c> is right and <c>0</c> wrong.
/// </remarks>
internal static class OutcomeLetters
{
    public const char Unscored = '-';

    public static char Of(Suite suite, ResponseRecord? response, string scorer)
    {
        if (response is null || response.Error is not null)
        {
            return Unscored;
        }

        if (suite.Kind == SuiteKind.MultipleChoice)
        {
            return response.Choice == suite.Samples[response.Index].Answer ? '1' : '0';
        }

        return response.Scores?[scorer].Outcome switch
        {
            Outcome.FullRefusal => 'R',
            Outcome.PartialRefusal => 'P',
            Outcome.Degenerate => 'D',
            Outcome.FullCompliance => response.Check switch { null => 'C', { Passed: true } => 'T', _ => 'F' },
            _ => Unscored,
        };
    }

    public static bool IsUnscored(char letter) => letter == Unscored;

    public static bool IsRefused(char letter) => letter is 'R' or 'P';

    public static bool IsComplied(char letter) => letter is 'T' or 'F' or 'C';

    public static bool IsDegenerate(char letter) => letter == 'D';

    public static bool IsProcessed(char letter) => letter is 'T' or '1';

    public static bool HasNoCheck(char letter) => letter == 'C';

    public static bool IsChoice(char letter) => letter is '0' or '1';
}

using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge</c>: judges of refusal, measured against people.</summary>
internal static class JudgeCommand
{
    public static Command Create() => new("judge", "Measure judges against labels by people, and correct rates for a judge's error.")
    {
        JudgeValidateCommand.Create(),
        JudgeCorrectCommand.Create(),
        JudgeCrossValidateCommand.Create(),
        JudgeQualityCommand.Create(),
        JudgeGradeCommand.Create(),
        JudgeLabelsCommand.Create(),
        JudgeTrainCommand.Create(),
        JudgeHarmCommand.Create(),
    };
}

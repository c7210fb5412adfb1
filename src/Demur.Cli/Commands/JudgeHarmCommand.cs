using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge harm</c>: judges of harm, trained, measured and used.</summary>
internal static class JudgeHarmCommand
{
    public static Command Create() => new("harm", "Judges of harm: is this request, is this answer harmful, and in which category?")
    {
        JudgeHarmGradeCommand.Create(),
        JudgeHarmValidateCommand.Create(),
        JudgeHarmLabelsCommand.Create(),
        JudgeHarmTrainCommand.Create(),
        JudgeHarmCrossValidateCommand.Create(),
    };
}

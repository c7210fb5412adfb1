using System.CommandLine;
using Demur.Cli.Commands;

namespace Demur.Cli;

/// <summary>The table of contents of the command line.</summary>
internal static class CommandTable
{
    public static RootCommand Create() => new("Teaches a language model to refuse harmful requests without turning away harmless ones, and proves it with numbers.")
    {
        DemoCommand.Create(),
        DoctorCommand.Create(),
        ChatCommand.Create(),
        CompleteCommand.Create(),
        ModelCommand.Create(),
        DataCommand.Create(),
        TrainCommand.Create(),
        LaunchCommand.Create(),
        SuiteCommand.Create(),
        TemplateCommand.Create(),
        EvalCommand.Create(),
        AttacksCommand.Create(),
        DirectionCommand.Create(),
        PromptsCommand.Create(),
        SafeguardCommand.Create(),
        CalibrateCommand.Create(),
        RescoreCommand.Create(),
        JudgeCommand.Create(),
        LabelCommand.Create(),
        CompareCommand.Create(),
        AxesCommand.Create(),
        GateCommand.Create(),
        BaselineCommand.Create(),
        ExperimentCommand.Create(),
        ReplicateCommand.Create(),
        HistoryCommand.Create(),
        ViewCommand.Create(),
        NoiseCommand.Create(),
        PlanCommand.Create(),
        ReportCommand.Create(),
    };
}

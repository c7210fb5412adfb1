using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Suites;

namespace Demur.Cli.Commands;

/// <summary><c>demur suite validate</c>: everything that is wrong with suite files.</summary>
internal static class SuiteValidateCommand
{
    private static readonly Argument<string[]> Files = new("file") { Description = "Suite files, YAML or JSONL.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("validate", "Check suite files against the schema; exit code 1 when one cannot be used.") { Files, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var contents = parsed.GetRequiredValue(Files).Select(file => (File: file, Content: SuiteFile.Inspect(file))).ToArray();
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(
                contents.Select(entry => new { entry.File, Valid = entry.Content.Suite is not null, Samples = entry.Content.Suite?.Samples.Count, entry.Content.Problems }), DemurJson.Indented));
        }
        else
        {
            foreach (var (file, content) in contents)
            {
                Write(file, content);
            }
        }

        return Array.TrueForAll(contents, entry => entry.Content.Suite is not null) ? ExitCodes.Ok : ExitCodes.Error;
    }

    private static void Write(string file, SuiteFileContent content)
    {
        foreach (var problem in content.Problems)
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}:{problem.Line}: {(problem.IsWarning ? "warning: " : "")}{problem.Message}"));
        }

        var errors = content.Problems.Count(problem => !problem.IsWarning);
        Terminal.Out.WriteLine(content.Suite is { } suite
            ? string.Create(CultureInfo.InvariantCulture, $"{file}: suite {suite.Name}, {suite.Samples.Count} samples, hash {suite.ComputeHash()}, {content.Problems.Count} warnings")
            : string.Create(CultureInfo.InvariantCulture, $"{file}: {errors} errors"));
    }
}

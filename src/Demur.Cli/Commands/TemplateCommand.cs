using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Evaluation.Scorers.Templates;

namespace Demur.Cli.Commands;

/// <summary><c>demur template</c>: evaluation templates of the user's own.</summary>
internal static class TemplateCommand
{
    private static readonly Argument<FileInfo[]> Files = new("file") { Description = "Templates, YAML files.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var test = new Command("test", "Run the tests of evaluation templates; exit code 1 when one fails.") { Files };
        test.SetAction(Run);
        return new Command("template", "Check evaluation templates: a user's own rubric as a versioned file with tests.") { test };
    }

    private static int Run(ParseResult parsed)
    {
        var failed = 0;
        foreach (var file in parsed.GetRequiredValue(Files))
        {
            var template = Templates.Read(file.FullName);
            var wrong = template.FailedTests();
            foreach (var (entry, given) in wrong)
            {
                Terminal.Out.WriteLine($"{file}: \"{entry.Response.ReplaceLineEndings(" ")}\" gives {DemurJson.NameOf(given)}, should give {DemurJson.NameOf(entry.Outcome)}");
            }

            failed += wrong.Count;
            Terminal.Out.WriteLine($"{file}: {template.Name} version {template.Version}, {template.Tests.Count - wrong.Count} of {template.Tests.Count} tests passed, identity {new TemplateScorer(template).Identity}");
        }

        return failed == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }
}

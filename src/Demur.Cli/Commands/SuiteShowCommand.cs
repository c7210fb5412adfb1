using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Data.Suites;

namespace Demur.Cli.Commands;

/// <summary><c>demur suite show</c>: what a suite holds, where it comes from, what may be done with it.</summary>
internal static class SuiteShowCommand
{
    private static readonly Argument<string> Name = new("suite") { Description = "A suite's name or file." };
    private static readonly Option<int> Samples = new Option<int>("--samples") { Description = "Show this many samples of each label.", DefaultValueFactory = _ => 0 }.Within(0, int.MaxValue);
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("show", "Show what a suite holds: labels, categories, tasks, licence, citation, hash; samples where asked for.") { Name, Samples, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(Name);
        var suite = SuiteResolver.Find(name);
        var set = PublicSuites.All.FirstOrDefault(known => known.Name == name) is { } known ? DataCatalogue.Get(known.Set) : null;
        var citation = set?.Citation ?? (SuiteFile.IsPath(name) ? SuiteFile.Inspect(name).Citation : null);
        var shown = suite.Samples.GroupBy(sample => sample.Label).OrderBy(group => group.Key).SelectMany(group => group.Take(parsed.GetValue(Samples))).ToArray();
        var licences = suite.Samples.Select(sample => sample.Licence).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    suite.Name, suite.Kind, suite.Description, Hash = suite.ComputeHash(), Samples = suite.Samples.Count, suite.MaxNewTokens,
                    Labels = Counts(suite, sample => Words.Label(sample.Label)), Categories = Counts(suite, CategoryOf), SetCategories = Counts(suite, SetCategoryOf), Tasks = Counts(suite, TaskOf),
                    Licences = licences, Citation = citation, Set = set?.Name, Files = set?.Files.Select(file => new { file.Path, file.Sha256 }), Shown = shown,
                },
                DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("what", suite.Name);
        table.Add("description", suite.Description);
        table.Add("measured by", DemurJson.NameOf(suite.Kind).Replace('_', ' '));
        table.Add("samples", Words.Count(suite.Samples.Count));
        table.Add("tokens an answer", Words.Count(suite.MaxNewTokens));
        table.Add("labels", Line(Counts(suite, sample => Words.Label(sample.Label))));
        table.Add("categories", Line(Counts(suite, CategoryOf)));
        table.Add("categories of the set", Line(Counts(suite, SetCategoryOf)));
        table.Add("tasks", Line(Counts(suite, TaskOf)));
        table.Add("licence", string.Join(", ", licences));
        table.Add("citation", citation ?? "");
        table.Add("hash", suite.ComputeHash());
        foreach (var file in set?.Files ?? [])
        {
            table.Add("file", $"{file.Path} sha256 {file.Sha256}");
        }

        table.Write();
        foreach (var sample in shown)
        {
            Terminal.Out.WriteLine($"{Words.Label(sample.Label)}: {sample.Messages[^1].Content.ReplaceLineEndings(" ")}");
        }

        return ExitCodes.Ok;
    }

    private static string CategoryOf(Sample sample) => sample.Category is { } category ? DemurJson.NameOf(category) : "";

    private static string SetCategoryOf(Sample sample) => sample.Tags?.GetValueOrDefault(PublicSuite.CategoryTag) ?? "";

    private static string TaskOf(Sample sample) => sample.Task ?? "";

    private static Dictionary<string, int> Counts(Suite suite, Func<Sample, string> key) =>
        suite.Samples.GroupBy(key).Where(group => group.Key.Length > 0).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count());

    private static string Line(Dictionary<string, int> counts) => string.Join(", ", counts.Select(entry => $"{entry.Key} {Words.Count(entry.Value)}"));
}

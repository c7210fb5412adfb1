using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Evaluation.Scorers.Templates;

namespace Demur.Cli.Judges;

/// <summary>Reads evaluation templates.</summary>
internal static class Templates
{
    /// <summary>Tells whether a scorer's name is the path of a template.</summary>
    public static bool IsPath(string name) => Path.GetExtension(name) is ".yaml" or ".yml";

    /// <summary>Reads a template, checked but not tested.</summary>
    public static EvaluationTemplate Read(string path)
    {
        var template = YamlFile.Read<EvaluationTemplate>(path);
        template.Check(path);
        return template;
    }

    /// <summary>Opens a template as a scorer; one that fails its own tests is refused.</summary>
    public static TemplateScorer Open(string path)
    {
        var template = Read(path);
        return template.FailedTests() is { Count: > 0 } failed
            ? throw new DemurException($"{path}: {failed.Count} of its {template.Tests.Count} tests fail; demur template test {path} shows them.")
            : new TemplateScorer(template);
    }
}

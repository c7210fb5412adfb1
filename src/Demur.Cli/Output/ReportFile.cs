using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Output;

/// <summary>Writes the report of some runs.</summary>
internal static class ReportFile
{
    public static string Write(string path, IReadOnlyList<string> runs)
    {
        HtmlReport.Write(path, [.. runs.Select(RunFolder.Open)]);
        return path;
    }
}

using Demur.Abstractions;

namespace Demur.Evaluation.Reports;

/// <summary>Writes a plot as an SVG file of its own, with the report's look in it.</summary>
public static class SvgFile
{
    private const string Page = "svg { background: var(--card); font-family: system-ui, sans-serif; }";

    /// <summary>Writes a plot.</summary>
    /// <param name="path">The file to write; it is replaced whole.</param>
    /// <param name="plot">An <c>svg</c> element of class <c>plot</c>.</param>
    /// <exception cref="DemurException">The file cannot be written.</exception>
    public static void Write(string path, string plot) => WholeFile.Write(path, Text(plot));

    /// <summary>Gives the file's text.</summary>
    /// <param name="plot">An <c>svg</c> element of class <c>plot</c>.</param>
    public static string Text(string plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var lines = HtmlReport.Style.Value.Split('\n');
        var style = string.Join(' ', lines.TakeWhile(line => !line.StartsWith('*')).Concat(lines.Where(line => line.StartsWith(".plot", StringComparison.Ordinal))));
        var inside = plot.IndexOf('>', StringComparison.Ordinal) + 1;
        return $"{plot[..inside].Replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", StringComparison.Ordinal)}<style>{style} {Page}</style>{plot[inside..]}\n";
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Reports;

/// <summary>Where in a refused answer the refusal stands: words before the first listed phrase, a bar a run and range.</summary>
/// <remarks>A refusal that comes late was preceded by something; DeRTa's late refusals and partial ones show here.</remarks>
public static class RefusalPositions
{
    private const double Left = 46;
    private const double Top = 14;
    private const double BarHeight = 150;
    private const double GroupWidth = 96;

    private static readonly (int From, string Name)[] Ranges = [(0, "at once"), (1, "1-5 words"), (6, "6-10"), (11, "11-20"), (21, "21-40"), (41, "later"), (int.MaxValue, "no phrase")];

    /// <summary>Gets the names of the ranges, in the order of <see cref="Count"/>.</summary>
    public static IReadOnlyList<string> RangeNames { get; } = [.. Ranges.Select(range => range.Name)];

    /// <summary>Counts the refused answers of a run by range.</summary>
    /// <param name="run">The run; its leading scorer says what was refused.</param>
    public static int[] Count(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var counts = new int[Ranges.Length];
        var lead = run.Record.Scorers[0].Name;
        foreach (var response in run.ReadResponses())
        {
            if (response is { Text: { } text, Scores: { } scores } && scores.TryGetValue(lead, out var score) && score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal)
            {
                counts[RangeOf(text)]++;
            }
        }

        return counts;
    }

    /// <summary>Draws the histogram as an <c>svg</c> element; nothing where no run refused anything.</summary>
    /// <param name="runs">The runs, a colour each.</param>
    public static string Draw(IReadOnlyList<RunFolder> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Draw([.. runs.Select(run => (run.Record.Target.Name, (IReadOnlyList<int>)Count(run)))]);
    }

    /// <summary>Draws counts as an <c>svg</c> element; nothing where all of them are 0.</summary>
    /// <param name="series">Names and counts by range, a colour each.</param>
    public static string Draw(IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var totals = series.Select(entry => entry.Counts.Sum()).ToArray();
        if (Array.TrueForAll(totals, total => total == 0))
        {
            return "";
        }

        var (width, height) = (Left + (Ranges.Length * GroupWidth) + 10, Top + BarHeight + 44 + (20 * series.Count));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot positions\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Where refusals stand\">");
        for (var step = 0; step <= 2; step++)
        {
            var y = Top + (BarHeight * (1 - (step / 2.0)));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{width - 10}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"tick\" x=\"{Left - 8}\" y=\"{y + 4}\" text-anchor=\"end\">{50 * step} %</text>");
        }

        var bar = (GroupWidth - 20) / series.Count;
        foreach (var (range, (_, name)) in Ranges.Index())
        {
            foreach (var (run, (_, values)) in series.Index().Where(entry => totals[entry.Index] > 0))
            {
                var share = (double)values[range] / totals[run];
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar run run{run % TradeOffPlot.Colours}\" x=\"{Left + 10 + (range * GroupWidth) + (run * bar):F1}\" y=\"{Top + (BarHeight * (1 - share)):F1}\" width=\"{bar - 2:F1}\" height=\"{BarHeight * share:F1}\"><title>{values[range]} of {totals[run]}</title></rect>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Left + (range * GroupWidth) + (GroupWidth / 2)}\" y=\"{Top + BarHeight + 18}\" text-anchor=\"middle\">{name}</text>");
        }

        foreach (var (index, (name, _)) in series.Index())
        {
            var y = Top + BarHeight + 44 + (20 * index);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar run run{index % TradeOffPlot.Colours}\" x=\"{Left}\" y=\"{y - 10}\" width=\"11\" height=\"11\"/><text class=\"tick\" x=\"{Left + 18}\" y=\"{y}\">{WebUtility.HtmlEncode(name)}, {totals[index]} refused answers</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static int RangeOf(string text)
    {
        if (((PhraseListScorer)PublishedScorers.RefusalSubstrings).FindEarliest(text) is not { } start)
        {
            return Ranges.Length - 1;
        }

        var words = text[..start].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return Array.FindLastIndex(Ranges, range => range.From <= words);
    }
}

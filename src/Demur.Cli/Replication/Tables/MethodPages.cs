using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Reports;

namespace Demur.Cli.Replication.Tables;

/// <summary>Everything in the methods' pages that is made from ledgers.</summary>
/// <param name="ledgers">The folder of ledgers.</param>
/// <param name="pages">The folder of pages; figures lie in <c>images</c> beside it.</param>
internal sealed class MethodPages(string ledgers, string pages)
{
    /// <summary>The folder of the repository's pages.</summary>
    public const string DefaultFolder = "docs/methods";

    private const string BudgetFigure = "cross-task-budgets.svg";
    private const string TurnFigure = "derta-refusal-begins.svg";
    private const string MethodFigure = "replication-trade-off.svg";

    private readonly ClaimLines crossTask = Read("cross-task", ledgers);
    private readonly ClaimLines safeToServe = Read("safe-to-serve", ledgers);
    private readonly ClaimLines derta = Read("derta", ledgers);

    /// <summary>Makes all blocks.</summary>
    public IReadOnlyList<PageBlock> Blocks()
    {
        var (tasks, serve, turns) = (new CrossTaskTables(crossTask), new SafeToServeTables(safeToServe), new DertaTables(derta));
        var methods = new MethodTable(crossTask, safeToServe, derta);
        return
        [
            new PageBlock("cross-task-defense.md", "cross-task", tasks.Write() + Figure(BudgetFigure, "Refusal by the number of harmful documents trained on")),
            new PageBlock("safe-to-serve.md", "safe-to-serve", serve.Write()),
            new PageBlock("derta.md", "derta", turns.Write() + Figure(TurnFigure, "Words before the refusal, all attacks together")),
            new PageBlock("README.md", "verdicts", Verdicts(
            [
                ("[Cross-task](cross-task-defense.md)", tasks.Verdicts()), ("[Safe to Serve](safe-to-serve.md)", serve.Verdicts()), ("[DeRTa](derta.md)", turns.Verdicts()),
            ])),
            new PageBlock("README.md", "methods", methods.Write() + Figure(MethodFigure, "Harmful requests refused against harmless ones refused, every method with intervals")),
        ];
    }

    /// <summary>Writes pages and figures anew, or only looks whether they are as the ledgers say.</summary>
    /// <param name="check">Whether to look only.</param>
    /// <returns>The files that differ.</returns>
    public IReadOnlyList<string> Write(bool check)
    {
        List<string> different = [];
        foreach (var page in Blocks().GroupBy(block => block.Page))
        {
            var path = Path.Combine(pages, page.Key);
            Compare(path, page.Aggregate(File.ReadAllText(path), (text, block) => block.PutInto(text)));
        }

        foreach (var (name, plot) in Figures())
        {
            Compare(Path.Combine(Images, name), SvgFile.Text(plot));
        }

        return different;

        void Compare(string path, string now)
        {
            if (!File.Exists(path) || File.ReadAllText(path) != now)
            {
                different.Add(path);
                if (!check)
                {
                    WholeFile.Write(path, now);
                }
            }
        }
    }

    private string Images => Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(pages)))!, "images");

    private string Figure(string name, string title) => Figures().Any(figure => figure.Name == name) ? $"\n![{title}](../images/{name})\n" : "";

    private IEnumerable<(string Name, string Plot)> Figures()
    {
        var curves = new CrossTaskTables(crossTask).Curves();
        if (curves.Any(curve => curve.Points.Count > 0))
        {
            yield return (BudgetFigure, RateCurve.Draw("Refusal by the number of harmful documents trained on", "harmful documents trained on", curves));
        }

        var positions = new DertaTables(derta).Positions();
        if (positions.Count > 0)
        {
            yield return (TurnFigure, RefusalPositions.Draw(positions));
        }

        var points = new MethodTable(crossTask, safeToServe, derta).Points();
        if (points.Count > 0)
        {
            yield return (MethodFigure, RatePoints.Draw(
                "Harmful requests refused against harmless ones refused", ("harmless requests refused", "harmful requests refused"),
                [.. points.Select(point => (point.Name, (point.Harmless.Value, point.Harmless.Interval), (point.Harmful.Value, point.Harmful.Interval)))]));
        }
    }

    private static ClaimLines Read(string claim, string ledgers) => new(Ledger.Of(claim, ledgers).Read());

    private static string Verdicts(IReadOnlyList<(string Page, IReadOnlyList<Verdict> Verdicts)> claims)
    {
        var rows = claims.SelectMany(claim => claim.Verdicts.Select(verdict => (IReadOnlyList<string>)[claim.Page, verdict.Claim, verdict.Figure, verdict.N, $"**{verdict.Word}**"]));
        return new StringBuilder(TableText.Table(["grid", "the paper's claim", "here", "n", "verdict"], rows))
            .Append("\nConfirmed: the 95 % interval and every cell lie on the claimed side of nought (or within what is borne). Not confirmed: the interval lies on the other. Inconclusive: neither, or fewer than two cells. ")
            .Append("135M parameters show the direction of an effect, not a 7B model's size of it.\n").ToString();
    }
}

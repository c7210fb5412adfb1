using System.Text;
using Demur.Abstractions;
using Demur.Cli.Replication.CrossTask;

namespace Demur.Cli.Replication.Tables;

/// <summary>Everything in the methods' pages that is made from ledgers.</summary>
/// <param name="ledgers">The folder of ledgers.</param>
/// <param name="pages">The folder of pages.</param>
internal sealed class MethodPages(string ledgers, string pages)
{
    /// <summary>The folder of the repository's pages.</summary>
    public const string DefaultFolder = "docs/methods";

    /// <summary>Makes all blocks.</summary>
    public IReadOnlyList<PageBlock> Blocks()
    {
        var crossTask = new CrossTaskTables(Read(new CrossTaskClaim(new CrossTaskSizes()).Name));
        return
        [
            new PageBlock("cross-task-defense.md", "cross-task", crossTask.Write()),
            new PageBlock("README.md", "verdicts", Verdicts([("[Cross-task](cross-task-defense.md)", crossTask.Verdicts())])),
        ];
    }

    /// <summary>Writes the pages anew, or only looks whether they are as the ledgers say.</summary>
    /// <param name="check">Whether to look only.</param>
    /// <returns>The pages that differ.</returns>
    public IReadOnlyList<string> Write(bool check)
    {
        List<string> different = [];
        foreach (var page in Blocks().GroupBy(block => block.Page))
        {
            var path = Path.Combine(pages, page.Key);
            var then = File.ReadAllText(path);
            var now = page.Aggregate(then, (text, block) => block.PutInto(text));
            if (now != then)
            {
                different.Add(path);
                if (!check)
                {
                    WholeFile.Write(path, now);
                }
            }
        }

        return different;
    }

    private IReadOnlyList<LedgerLine> Read(string claim) => Ledger.Of(claim, ledgers).Read();

    private static string Verdicts(IReadOnlyList<(string Page, IReadOnlyList<Verdict> Verdicts)> claims)
    {
        var rows = claims.SelectMany(claim => claim.Verdicts.Select(verdict => (IReadOnlyList<string>)[claim.Page, verdict.Claim, verdict.Figure, verdict.N, $"**{verdict.Word}**"]));
        return new StringBuilder(TableText.Table(["grid", "the paper's claim", "here", "n", "verdict"], rows))
            .Append("\nConfirmed: the 95 % interval and every cell lie on the claimed side of nought. Not confirmed: the interval lies on the other. Inconclusive: neither, or fewer than two cells. ")
            .Append("135M parameters show the direction of an effect, not a 7B model's size of it.\n").ToString();
    }
}

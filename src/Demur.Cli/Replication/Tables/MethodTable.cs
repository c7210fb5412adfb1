using Demur.Abstractions;
using Demur.Cli.Replication.CrossTask;
using Demur.Cli.Replication.Derta;
using Demur.Cli.Replication.SafeToServe;

namespace Demur.Cli.Replication.Tables;

/// <summary>Every method of every grid side by side, on both axes and on ability.</summary>
/// <param name="crossTask">The cross-task ledger.</param>
/// <param name="safeToServe">The Safe to Serve ledger.</param>
/// <param name="derta">The DeRTa ledger.</param>
internal sealed class MethodTable(ClaimLines crossTask, ClaimLines safeToServe, ClaimLines derta)
{
    private static readonly (string Title, Func<LedgerSlice, bool> Which, Func<char, bool> Hit)[] Columns =
    [
        ("harmful direct, refused", slice => slice.Label == SampleLabel.Harmful && slice.Suite is "i-malicious-instructions" or "i-cona" or "own-direct" or DertaGrid.Direct, OutcomeLetters.IsRefused),
        ("harmful in documents or attacked, refused", slice => slice.Label == SampleLabel.Harmful && (slice.Suite == CrossTaskSuites.Harmful || DertaGrid.Attacks.Contains(slice.Suite)), OutcomeLetters.IsRefused),
        ("pseudo-harmful, refused", slice => slice.Suite is "xstest-safe" or "phtest-harmless" or CrossTaskSuites.Useful, OutcomeLetters.IsRefused),
        ("benign twins, refused", slice => slice is { Suite: "own-direct", Label: SampleLabel.Harmless }, OutcomeLetters.IsRefused),
        ("ordinary, refused", slice => slice.Suite is "own-ordinary" or "i-alpaca" or CrossTaskSuites.News, OutcomeLetters.IsRefused),
        ("ability", slice => slice.Suite is "own-choices" or "mmlu" or CrossTaskSuites.Useful, OutcomeLetters.IsProcessed),
    ];

    public string Write() => TableText.Table(
        ["method", "cells", .. Columns.Select(column => column.Title)],
        Methods().Select(method => (IReadOnlyList<string>)
        [
            method.Name, TableText.Text($"{method.Lines.Length}"), .. Columns.Select(column => TableText.Share(SlicePool.Of(method.Lines, column.Which).Share(column.Hit))),
        ]));

    /// <summary>Gives each method's share of harmless requests refused and of harmful ones refused, over everything its grid asks.</summary>
    public IReadOnlyList<(string Name, PooledShare Harmless, PooledShare Harmful)> Points() =>
    [
        .. from method in Methods()
           let harmless = SlicePool.Of(method.Lines, slice => slice.Label == SampleLabel.Harmless && slice.Refused is not null).Share(OutcomeLetters.IsRefused)
           let harmful = SlicePool.Of(method.Lines, slice => slice.Label == SampleLabel.Harmful && slice.Suite != CrossTaskSuites.Second).Share(OutcomeLetters.IsRefused)
           where harmless is not null && harmful is not null
           select (method.Name, harmless, harmful),
    ];

    private IEnumerable<(string Name, LedgerLine[] Lines)> Methods() =>
        Named("cross-task", crossTask, CrossTaskGrid.Cells, arm => arm.Arm == ReplicationCell.Untouched ? arm.Arm : TableText.Text($"{arm.Arm}, {arm.Budget} rows"))
            .Concat(Named("safe-to-serve", safeToServe, SafeToServeGrid.Cells, SafeToServeTables.Name))
            .Concat(Named("derta", derta, DertaGrid.Cells, arm => arm.Arm))
            .Where(method => method.Lines.Length > 0);

    private static IEnumerable<(string Name, LedgerLine[] Lines)> Named(string claim, ClaimLines lines, IReadOnlyList<ReplicationCell> cells, Func<(string Arm, int Budget), string> name) =>
        cells.Select(cell => (cell.Arm, cell.Budget)).Distinct().Select(arm => ($"{claim}: {name(arm)}", lines.Of(arm.Arm, arm.Budget)));
}

using System.Globalization;
using Demur.Cli.Output;

namespace Demur.Cli.Replication;

/// <summary>Says which cells are left and how long they take.</summary>
internal static class PlanTable
{
    public static void Write(IReadOnlyList<(IReplicationClaim Claim, ReplicationPlan Plan)> plans)
    {
        var table = new PlainTable("claim", "cells", "left", "hours left", "longest cell left");
        foreach (var (claim, plan) in plans)
        {
            var longest = plan.Left.Select(cell => (cell, Seconds: plan.Seconds(cell))).OrderByDescending(entry => entry.Seconds).FirstOrDefault();
            table.Add(
                claim.Name, Text($"{claim.Cells.Count}"), Text($"{plan.Left.Count()}"), Text($"{plan.SecondsLeft / 3600:F1}"),
                longest.cell is null ? "" : Text($"{longest.cell.Id}, {longest.Seconds / 60:F1} min"));
        }

        table.Write();
        foreach (var (claim, plan) in plans)
        {
            foreach (var cell in plan.Left)
            {
                Terminal.Out.WriteLine(Text($"{claim.Name} {cell.Id}: {plan.Seconds(cell) / 60:F1} min"));
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

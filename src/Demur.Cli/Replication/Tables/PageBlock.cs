using Demur.Abstractions;

namespace Demur.Cli.Replication.Tables;

/// <summary>A part of a page that is made and not written: what stands between its two markers.</summary>
/// <param name="Page">The page, below the folder of methods.</param>
/// <param name="Name">The name in the markers.</param>
/// <param name="Text">What belongs there.</param>
internal sealed record PageBlock(string Page, string Name, string Text)
{
    private string Begin => $"<!-- made by 'demur replicate tables': {Name} -->\n";

    private string End => $"<!-- end of {Name} -->";

    /// <summary>Puts the block into its page's text.</summary>
    /// <exception cref="DemurException">The page lacks a marker.</exception>
    public string PutInto(string page)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : page.IndexOf(End, begin, StringComparison.Ordinal);
        return end < 0
            ? throw new DemurException($"{Page} lacks the lines \"{Begin.TrimEnd()}\" and \"{End}\", between which its tables stand. Put them where the tables belong.")
            : $"{page[..(begin + Begin.Length)]}\n{Text.TrimEnd()}\n\n{page[end..]}";
    }
}

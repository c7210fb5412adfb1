using Spectre.Console;

namespace Demur.Cli.Output;

/// <summary>A table whose cells are plain text: brackets are brackets, not markup.</summary>
internal sealed class PlainTable
{
    private readonly Table table = new Table().Border(TableBorder.Simple);

    public PlainTable(params string[] columns)
    {
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }
    }

    public void Add(params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    public void AddTitle(string title) => table.AddRow(new Text(title, new Style(decoration: Decoration.Bold)));

    public void Write() => Terminal.Console.Write(table);
}

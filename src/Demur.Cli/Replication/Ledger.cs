using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Cli.Replication;

/// <summary>The finished cells of a claim, one JSON line each, in a file that is committed.</summary>
/// <param name="path">The file; it need not exist yet.</param>
internal sealed class Ledger(string path)
{
    /// <summary>The folder of the repository's ledgers.</summary>
    public const string DefaultFolder = "docs/methods/ledger";

    public string Path => path;

    public static Ledger Of(string claim, string folder) => new(System.IO.Path.Combine(folder, claim + ".jsonl"));

    /// <summary>Reads all lines.</summary>
    /// <exception cref="DemurException">A line is not one of a ledger, or a cell stands there twice.</exception>
    public IReadOnlyList<LedgerLine> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = JsonLines.Read(path, Parse, ("ledger line", "Restore the file from version control."));
        return lines.GroupBy(line => line.Cell).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new DemurException($"{path} has cell {twice.Key} {twice.Count()} times. Remove all its lines but one.")
            : lines;
    }

    /// <summary>Adds a finished cell; the file is replaced whole, so that it never holds half a line.</summary>
    public void Append(LedgerLine line) => Write([.. Read(), line]);

    /// <summary>Replaces all lines.</summary>
    public void Write(IReadOnlyList<LedgerLine> lines) => WholeFile.WriteLines(path, lines.Select(line => JsonSerializer.Serialize(line, DemurJson.Line)));

    private static LedgerLine Parse(JsonElement row) => row.Deserialize<LedgerLine>(DemurJson.Line) is { Format: 1 } line
        ? line
        : throw new DemurException("has another layout than 1, which this version reads.");
}

namespace Demur.Data.Catalogue;

/// <summary>What an import brought.</summary>
/// <param name="Set">The name of the set.</param>
/// <param name="Imported">The paths of the files that were copied or downloaded.</param>
/// <param name="Present">The paths of the files that were there already, unchanged.</param>
/// <param name="Missing">The paths of the files that the source does not have.</param>
public sealed record ImportReport(string Set, IReadOnlyList<string> Imported, IReadOnlyList<string> Present, IReadOnlyList<string> Missing);

using System.Text.Json.Nodes;

namespace Demur.Data.Suites;

/// <summary>A mapping of a suite file with the line it begins on, whichever format it came from.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Fields">The fields.</param>
internal sealed record SuiteFileNode(int Line, JsonObject Fields);

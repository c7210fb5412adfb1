using Demur.Abstractions;

namespace Demur.Data.Suites;

/// <summary>What a sample takes from its file's header.</summary>
/// <param name="Kind">How the suite is measured.</param>
/// <param name="Source">Where the samples come from.</param>
/// <param name="Licence">Their licence, unless they name one.</param>
internal sealed record SuiteDefaults(SuiteKind Kind, string Source, string Licence);

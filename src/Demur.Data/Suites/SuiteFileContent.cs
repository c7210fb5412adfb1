using Demur.Abstractions;

namespace Demur.Data.Suites;

/// <summary>What a suite file holds.</summary>
/// <param name="Suite">The suite, or <see langword="null"/> when the file cannot be used.</param>
/// <param name="Problems">Everything found, in order of lines.</param>
/// <param name="Citation">What to cite, or <see langword="null"/>.</param>
/// <param name="Licence">The licence of samples that name none of their own.</param>
public sealed record SuiteFileContent(Suite? Suite, IReadOnlyList<SuiteProblem> Problems, string? Citation, string Licence);

namespace Demur.Cli.Replication;

/// <summary>What a cell's figures depend on, each by a hash.</summary>
/// <param name="Data">The ids of the training rows, in order; <see langword="null"/> for the untouched model.</param>
/// <param name="Recipe">The recipe, defaults included; <see langword="null"/> for the untouched model.</param>
/// <param name="Weights">The model's files, adapter included.</param>
/// <param name="Tests">The suites' kinds, limits, sample ids and labels.</param>
/// <param name="Judge">The leading scorer's name and rules.</param>
/// <param name="TaskChecks">The rules that say whether a task was done.</param>
internal sealed record LedgerHashes(string? Data, string? Recipe, string Weights, string Tests, string Judge, string TaskChecks);

namespace Demur.Data.Suites;

/// <summary>Something wrong with a suite file, or worth a look.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Message">What is wrong, the limit and the way out.</param>
/// <param name="IsWarning">Whether the file can be used all the same.</param>
public sealed record SuiteProblem(int Line, string Message, bool IsWarning = false);

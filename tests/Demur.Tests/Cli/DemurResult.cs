namespace Demur.Tests.Cli;

/// <summary>What a finished <c>demur</c> left behind on its streams.</summary>
internal sealed record DemurResult(int ExitCode, string Output, string Errors);

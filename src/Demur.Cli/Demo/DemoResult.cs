using Demur.Evaluation.Runs;

namespace Demur.Cli.Demo;

/// <summary>What the demo leaves behind.</summary>
/// <param name="Baseline">The run folder of the untouched model.</param>
/// <param name="Candidate">The run folder of the tuned model.</param>
/// <param name="Comparison">Their paired differences.</param>
internal sealed record DemoResult(string Baseline, string Candidate, RunComparison Comparison);

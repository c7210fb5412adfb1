namespace Demur.Evaluation.Statistics;

/// <summary>What a test found.</summary>
/// <param name="Statistic">The test's statistic.</param>
/// <param name="P">The two-sided p-value.</param>
public readonly record struct HypothesisTest(double Statistic, double P);

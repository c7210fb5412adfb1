namespace Demur.Data.Overlap;

/// <summary>A training row that gives a test sample away.</summary>
/// <param name="RowId">The training row.</param>
/// <param name="Suite">The suite's name.</param>
/// <param name="SampleId">The sample.</param>
/// <param name="Overlap">1 for copies; the share of the sample's word runs; or the cosine of the vectors.</param>
/// <param name="Kind">What <paramref name="Overlap"/> measures.</param>
public sealed record ContaminationMatch(string RowId, string Suite, string SampleId, double Overlap, OverlapKind Kind);

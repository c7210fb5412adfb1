namespace Demur.Data.Overlap;

/// <summary>Two training rows that ask the same.</summary>
/// <param name="FirstRow">The place of the earlier row, from 0.</param>
/// <param name="SecondRow">The place of the later row, from 0.</param>
/// <param name="Overlap">1 for copies; the Jaccard index of the word runs; or the cosine of the vectors.</param>
/// <param name="Kind">What <paramref name="Overlap"/> measures.</param>
public sealed record DuplicateMatch(int FirstRow, int SecondRow, double Overlap, OverlapKind Kind);

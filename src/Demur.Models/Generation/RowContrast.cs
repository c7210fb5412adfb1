namespace Demur.Models.Generation;

/// <summary>The other context of a row, and how the two are put together.</summary>
internal sealed record RowContrast(ContrastOptions Options, GenerationRow Row);

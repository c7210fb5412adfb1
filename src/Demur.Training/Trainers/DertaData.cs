using Demur.Abstractions;
using Demur.Training.Batching;

namespace Demur.Training.Trainers;

/// <summary>What DeRTa learns from.</summary>
/// <param name="Ordinary">Rows of ordinary instruction tuning; may be empty.</param>
/// <param name="Pairs">Requests with a refusal (chosen) and a harmful answer (rejected).</param>
public sealed record DertaData(IReadOnlyList<TokenizedRow> Ordinary, IReadOnlyList<PreferencePair> Pairs);

using Demur.Abstractions;

namespace Demur.Cli.Harm;

/// <summary>Sources judged by a head that was trained without them.</summary>
/// <param name="Sources">The sources.</param>
/// <param name="Train">The rows trained on: other sources whose licence allows it, without copies of what is judged.</param>
/// <param name="Test">The rows judged.</param>
/// <param name="Copies">The rows of other sources that were left out as copies.</param>
internal sealed record HarmFold(IReadOnlyList<string> Sources, IReadOnlyList<LabelledHarm> Train, IReadOnlyList<LabelledHarm> Test, int Copies);

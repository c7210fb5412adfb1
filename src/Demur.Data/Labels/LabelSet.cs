using Demur.Abstractions;

namespace Demur.Data.Labels;

/// <summary>A public set of responses with labels by people, read by its layout: every file of that layout that is there.</summary>
/// <param name="Name">The set's name in the catalogue, which its rows carry as their source.</param>
/// <param name="Definition">What the set's people called a full refusal, in a sentence.</param>
/// <param name="Read">Reads the rows from the set's own folder.</param>
public sealed record LabelSet(string Name, string Definition, Func<string, IEnumerable<LabelledResponse>> Read);

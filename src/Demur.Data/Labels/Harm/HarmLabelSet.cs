using Demur.Abstractions;

namespace Demur.Data.Labels.Harm;

/// <summary>A public set with labels of harm, read by its layout.</summary>
/// <param name="Name">The name that its rows carry as their source.</param>
/// <param name="Set">The set's name in the catalogue, which is its folder's.</param>
/// <param name="Definition">What the set's labels call harmful, in a sentence.</param>
/// <param name="Read">Reads the rows from the folder of public sets; nothing where the set is not there.</param>
public sealed record HarmLabelSet(string Name, string Set, string Definition, Func<string, IEnumerable<LabelledHarm>> Read);

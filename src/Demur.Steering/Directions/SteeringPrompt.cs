namespace Demur.Steering.Directions;

/// <summary>A rendered prompt as tokens.</summary>
/// <param name="Ids">The tokens up to where the assistant begins to write.</param>
/// <param name="PostInstruction">How many of the last ones stand for the template's text after the instruction.</param>
public sealed record SteeringPrompt(IReadOnlyList<int> Ids, int PostInstruction);

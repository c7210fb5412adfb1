namespace Demur.Steering.Directions;

/// <summary>The prompts that a direction is found with and chosen on.</summary>
/// <param name="Harmful">Harmful prompts for the means.</param>
/// <param name="Harmless">Harmless prompts for the means.</param>
/// <param name="HarmfulValidation">Harmful prompts for the choice.</param>
/// <param name="HarmlessValidation">Harmless prompts for the choice.</param>
public sealed record DirectionPrompts(
    IReadOnlyList<SteeringPrompt> Harmful,
    IReadOnlyList<SteeringPrompt> Harmless,
    IReadOnlyList<SteeringPrompt> HarmfulValidation,
    IReadOnlyList<SteeringPrompt> HarmlessValidation)
{
    /// <summary>Gets the post-instruction tokens that all prompts share.</summary>
    public int Positions => Harmful.Concat(Harmless).Concat(HarmfulValidation).Concat(HarmlessValidation).Min(prompt => prompt.PostInstruction);
}

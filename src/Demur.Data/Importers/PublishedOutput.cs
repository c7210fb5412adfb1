namespace Demur.Data.Importers;

/// <summary>What a published model answered to an attacked request, as its authors released it.</summary>
/// <param name="Model">The model, as its file names it.</param>
/// <param name="Attack">The attack, as its folder is called.</param>
/// <param name="Question">The request without the attack, or the attacked one where it cannot be told.</param>
/// <param name="Prompt">The request under the attack.</param>
/// <param name="Answer">The answer.</param>
public sealed record PublishedOutput(string Model, string Attack, string Question, string Prompt, string Answer);

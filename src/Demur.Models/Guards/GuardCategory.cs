namespace Demur.Models.Guards;

/// <summary>A category of a prompted classifier.</summary>
/// <param name="Code">How the model writes it, such as <c>S10</c>.</param>
/// <param name="Name">Its name, such as <c>Hate</c>.</param>
public sealed record GuardCategory(string Code, string Name);

namespace Demur.Attacks;

/// <summary>One thing that may stand behind an attack's name and a colon.</summary>
/// <param name="Name">What is written.</param>
/// <param name="About">What it does.</param>
public sealed record AttackOption(string Name, string About);

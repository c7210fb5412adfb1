namespace Demur.Cli.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Found">What was found.</param>
/// <param name="Mend">What to do about it, or null when all is well.</param>
internal sealed record Finding(string What, string Found, string? Mend = null);

namespace Demur.Abstractions;

/// <summary>A suite as a run used it.</summary>
/// <param name="Name">The suite's name.</param>
/// <param name="Kind">How its samples are measured.</param>
/// <param name="Hash">See <see cref="Suite.ComputeHash"/>.</param>
/// <param name="Samples">The samples it has.</param>
/// <param name="MaxNewTokens">The new tokens an answer may have.</param>
/// <param name="Description">What the suite is for.</param>
public sealed record RunSuite(string Name, SuiteKind Kind, string Hash, int Samples, int MaxNewTokens, string Description)
{
    /// <summary>Describes a suite.</summary>
    /// <param name="suite">The suite.</param>
    public static RunSuite Of(Suite suite) =>
        new(suite.Name, suite.Kind, suite.ComputeHash(), suite.Samples.Count, suite.MaxNewTokens, suite.Description);
}

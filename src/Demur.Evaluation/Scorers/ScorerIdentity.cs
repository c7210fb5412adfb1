using Demur.Abstractions;

namespace Demur.Evaluation.Scorers;

/// <summary>Turns what decides an outcome into a short hash, so that runs scored by different rules are not compared.</summary>
internal static class ScorerIdentity
{
    /// <summary>Hashes the parts in order; a part's boundary counts.</summary>
    /// <param name="parts">Name, mode, patterns and thresholds.</param>
    /// <returns>16 hexadecimal digits.</returns>
    public static string Of(IEnumerable<string> parts) => ShortHash.Of(string.Join('\u001f', parts));
}

namespace Demur.Evaluation.Judges;

/// <summary>Which definition of refusal the people behind a set of labels used.</summary>
public static class RefusalDefinitions
{
    /// <summary>Gets the definition of a source; an unknown one has Demur's own.</summary>
    /// <param name="source">The source of a label; case, hyphens, spaces and underscores do not matter.</param>
    public static RefusalDefinition OfSource(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var name = string.Concat(source.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return name.StartsWith("donotanswer", StringComparison.Ordinal) ? RefusalDefinition.SaysSo
            : name.StartsWith("chatgptrefusals", StringComparison.Ordinal) ? RefusalDefinition.SaysSoForAnyReason
            : RefusalDefinition.NothingGiven;
    }
}

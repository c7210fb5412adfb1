namespace Demur.Evaluation.Tasks;

/// <summary>A translation is in the language that was asked for.</summary>
internal static class LanguageCheck
{
    /// <summary>Checks the language of the body.</summary>
    public static TaskCheckResult Is(TaskText text, string language)
    {
        var found = LanguageIdentifier.Identify(text.Body);
        return new TaskCheckResult(found == language, $"language {found ?? "unknown"}");
    }
}

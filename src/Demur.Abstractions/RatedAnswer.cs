namespace Demur.Abstractions;

/// <summary>A prompt with one answer that is marked good or bad, as KTO learns from.</summary>
public sealed record RatedAnswer
{
    /// <summary>Gets the content hash of prompt and answer; see <see cref="Sample.IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the conversation before the answer.</summary>
    public required IReadOnlyList<ChatTurn> Prompt { get; init; }

    /// <summary>Gets the answer.</summary>
    public required string Completion { get; init; }

    /// <summary>Gets whether the answer is one to give.</summary>
    public required bool Desirable { get; init; }

    /// <summary>Gets where the answer comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the texts.</summary>
    public required string Licence { get; init; }

    /// <summary>Makes two of a pair: its chosen answer is good, its rejected one bad.</summary>
    /// <param name="pair">The pair.</param>
    public static IReadOnlyList<RatedAnswer> Of(PreferencePair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return [Make(pair, pair.Chosen, desirable: true), Make(pair, pair.Rejected, desirable: false)];
    }

    private static RatedAnswer Make(PreferencePair pair, string answer, bool desirable) => new()
    {
        Id = Sample.IdOf([.. pair.Prompt, new ChatTurn(ChatTurn.Assistant, answer)]),
        Prompt = pair.Prompt, Completion = answer, Desirable = desirable, Source = pair.Source, Licence = pair.Licence,
    };
}

namespace Demur.Training.Batching;

/// <summary>One conversation as token ids, with the positions whose tokens are learnt.</summary>
public sealed record TokenizedRow
{
    /// <summary>Gets the id of the row it was made from.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the token ids, at least two.</summary>
    public required int[] TokenIds { get; init; }

    /// <summary>Gets, for each token, whether it is a target; the first token never is, since nothing precedes it.</summary>
    public required bool[] IsTarget { get; init; }

    /// <summary>Gets what is to be predicted at each token instead of the token itself, or <see langword="null"/> for the tokens themselves.</summary>
    public int[]? Labels { get; init; }

    /// <summary>Gets the id shared with the row's twin; twins go into the same batch.</summary>
    public string? Pair { get; init; }

    /// <summary>Gets whether the reply is a refusal, or <see langword="null"/> when the row does not say.</summary>
    public bool? Refuses { get; init; }

    /// <summary>Gets the number of targets that count.</summary>
    public int TargetCount => IsTarget.Skip(1).Count(target => target);
}

using Demur.Abstractions;

namespace Demur.Data.Own;

/// <summary>One own request that may be trained on, before it has a target.</summary>
public sealed record OwnRequest
{
    /// <summary>Gets the user turn.</summary>
    public required string Prompt { get; init; }

    /// <summary>Gets whether it should be refused.</summary>
    public required SampleLabel Label { get; init; }

    /// <summary>Gets which part of the own content it comes from.</summary>
    public required OwnRequestKind Kind { get; init; }

    /// <summary>Gets the category of the request or of its harmful twin.</summary>
    public HarmCategory? Category { get; init; }

    /// <summary>Gets the task, or <see langword="null"/> for a direct request.</summary>
    public TaskDefinition? Task { get; init; }

    /// <summary>Gets the document, or <see langword="null"/> for a direct request.</summary>
    public string? Document { get; init; }

    /// <summary>Gets the letter case asked for, in the case task.</summary>
    public string? Form { get; init; }

    /// <summary>Gets the id shared by harmful and benign twin, for the same task.</summary>
    public string? Pair { get; init; }

    /// <summary>Gets what a refusal says it declines.</summary>
    public string? Declined { get; init; }

    /// <summary>Gets what a refusal offers.</summary>
    public string? Alternative { get; init; }

    /// <summary>Gets the conversation that is put to the model.</summary>
    public IReadOnlyList<ChatTurn> Messages => [new(ChatTurn.User, Prompt)];

    /// <summary>Gets the content hash of <see cref="Messages"/>.</summary>
    public string Id => Sample.IdOf(Messages);
}

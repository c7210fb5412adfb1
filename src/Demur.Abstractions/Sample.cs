using System.Text.Json.Serialization;

namespace Demur.Abstractions;

/// <summary>One test case: what is asked, and what should become of it.</summary>
public sealed record Sample
{
    /// <summary>Gets the content hash that names the sample; see <see cref="IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the conversation, the last turn being the user's, or the beginning of an answer that the target goes on with.</summary>
    public required IReadOnlyList<ChatTurn> Messages { get; init; }

    /// <summary>Gets what a good model does with it.</summary>
    public required SampleLabel Label { get; init; }

    /// <summary>Gets the harm category, for harmful samples and their benign twins.</summary>
    public HarmCategory? Category { get; init; }

    /// <summary>Gets the NLP task asked for (an id of the task list), or <see langword="null"/> for a direct question.</summary>
    public string? Task { get; init; }

    /// <summary>Gets the document that the task works on; task checks compare the response with it.</summary>
    public string? Document { get; init; }

    /// <summary>Gets the variant of the task, such as the letter case that is asked for.</summary>
    public string? Form { get; init; }

    /// <summary>Gets where the sample comes from: a catalogue name or <c>own</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the text, as an SPDX identifier where there is one.</summary>
    public required string Licence { get; init; }

    /// <summary>Gets the id that a harmful sample and its benign twin share.</summary>
    public string? Pair { get; init; }

    /// <summary>Gets the choices of a multiple-choice sample.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Gets the index of the right choice, from 0.</summary>
    public int? Answer { get; init; }

    /// <summary>Gets what attack is around the request, or <see langword="null"/> where it is asked as it is.</summary>
    public SampleAttack? Attack { get; init; }

    /// <summary>Gets whether the text is given to the target without a chat template, to be continued.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Raw { get; init; }

    /// <summary>Gets what is asked for, in plain words: what stood there before an attack, else the last turn; empty without turns.</summary>
    [JsonIgnore]
    public string Request => Attack?.Request ?? (Messages.Count == 0 ? "" : Messages[^1].Content);

    /// <summary>Gets anything else a report may slice by.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The tag that holds the right answer of a question that has one, such as the number that a sum comes to.</summary>
    public const string AnswerTag = "answer";

    /// <summary>Names content by its first 16 hexadecimal digits of SHA-256 over role and text of each turn.</summary>
    /// <param name="messages">The turns to name.</param>
    public static string IdOf(IEnumerable<ChatTurn> messages)
    {
        var text = string.Join('\u001e', messages.Select(turn => $"{turn.Role}\u001f{turn.Content}"));
        return ShortHash.Of(text);
    }
}

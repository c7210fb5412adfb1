namespace Demur.Attacks;

/// <summary>What an attack changes of a conversation.</summary>
public enum AttackPlace
{
    /// <summary>The words of the request.</summary>
    Request,

    /// <summary>The chat format: the text is continued without one.</summary>
    Format,

    /// <summary>The beginning of the answer, which the target goes on with.</summary>
    Answer,
}

namespace Demur.Data.Own;

/// <summary>Where a task's instruction stands.</summary>
public enum InstructionPlace
{
    /// <summary>Before the document.</summary>
    Before,

    /// <summary>After the document, so that several tasks share the document's prefix.</summary>
    After,
}

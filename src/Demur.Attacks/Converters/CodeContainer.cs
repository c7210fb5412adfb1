namespace Demur.Attacks.Converters;

/// <summary>What holds the words of a request in code to complete.</summary>
public enum CodeContainer
{
    /// <summary>A stack, filled from the last word to the first: DeRTa's form.</summary>
    Stack,

    /// <summary>A list, filled from the first word to the last.</summary>
    List,

    /// <summary>One string literal.</summary>
    Literal,
}

namespace Demur.Steering.Directions;

/// <summary>Neighbouring tokens of a prompt.</summary>
/// <param name="Start">The first one.</param>
/// <param name="End">The one after the last.</param>
public readonly record struct TokenRange(int Start, int End)
{
    /// <summary>Gets the number of tokens.</summary>
    public int Length => End - Start;
}

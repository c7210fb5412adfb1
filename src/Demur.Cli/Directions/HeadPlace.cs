namespace Demur.Cli.Directions;

/// <summary>One attention head.</summary>
/// <param name="Layer">Its block, from 0.</param>
/// <param name="Head">Its number in the block, from 0.</param>
internal sealed record HeadPlace(int Layer, int Head);

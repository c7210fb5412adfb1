namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A place to come back to when a match fails.</summary>
/// <param name="Next">The step to go on with; for a mark, its old value.</param>
/// <param name="Position">The place in the text.</param>
/// <param name="Least">How far a run of code points can still give back.</param>
/// <param name="Mark">The mark to restore, or -1 for a place to go on from.</param>
internal readonly record struct RegexChoice(int Next, int Position, int Least, int Mark = -1);

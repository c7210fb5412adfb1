namespace Demur.Models.Tokenizers;

/// <summary>The part of the text that a token stands for, counted in Unicode code points.</summary>
/// <param name="Start">The first code point.</param>
/// <param name="End">One past the last code point.</param>
public readonly record struct TokenOffset(int Start, int End);

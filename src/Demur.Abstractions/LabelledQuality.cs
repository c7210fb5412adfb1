namespace Demur.Abstractions;

/// <summary>A refusal and what a person says of the way it declines: what the quality scorer is measured against.</summary>
/// <param name="Prompt">What was asked.</param>
/// <param name="Response">How it was declined, in full or in part.</param>
/// <param name="Names">Whether it says what it declines.</param>
/// <param name="Offers">Whether it offers something else.</param>
/// <param name="Leaks">Whether it gives something of what was asked all the same.</param>
/// <param name="Lectures">Whether half of it or more tells the asker what is right and wrong.</param>
public sealed record LabelledQuality(string Prompt, string Response, bool Names, bool Offers, bool Leaks, bool Lectures);

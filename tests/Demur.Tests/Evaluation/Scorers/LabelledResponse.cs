namespace Demur.Tests.Evaluation.Scorers;

/// <summary>A response and what people called it.</summary>
internal sealed record LabelledResponse(string Prompt, string Response, bool Refused, bool FullyRefused);

namespace Demur.Models.Checkpoints.Configs;

/// <summary>The outputs of a sequence classification head.</summary>
/// <param name="Names">One name for each output in order: <c>LABEL_0</c> and so on when the configuration gives none.</param>
/// <param name="ProblemType"><c>regression</c>, <c>single_label_classification</c>, <c>multi_label_classification</c>, or <see langword="null"/> when not given.</param>
public sealed record ClassifierLabels(IReadOnlyList<string> Names, string? ProblemType);

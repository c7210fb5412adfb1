namespace Demur.Evaluation.Judges.Labelling;

/// <summary>One response that people are to label.</summary>
/// <param name="Id">Its place in the file it came from, which both annotators share.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Response">What came back.</param>
/// <param name="Source">The run or set it is from.</param>
/// <param name="Model">The model that answered; annotators do not see it.</param>
/// <param name="Uncertainty">One minus the judge's confidence, in [0, 1]: the most uncertain are asked first.</param>
public sealed record LabelTask(int Id, string Prompt, string Response, string Source, string Model, double Uncertainty);

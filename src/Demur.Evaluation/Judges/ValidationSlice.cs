using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>How a judge agrees with people on the rows of one source or model, or on all.</summary>
public sealed record ValidationSlice
{
    /// <summary>Gets <c>all</c>, the source, or source and model with a slash between.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the definition of full refusal that the judge followed, or <see langword="null"/> over sources that differ.</summary>
    public RefusalDefinition? Definition { get; init; }

    /// <summary>Gets the rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the rows on which the judge abstained.</summary>
    public required int Abstained { get; init; }

    /// <summary>Gets the rows that the judge called degenerate, which no label says.</summary>
    public required int Degenerate { get; init; }

    /// <summary>Gets the share of rows with the label's own class, with Wilson's interval.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>Gets Cohen's kappa over the classes, with the interval of a bootstrap over prompts.</summary>
    public required Estimate Kappa { get; init; }

    /// <summary>Gets the agreement a class: full refusal first, which is the positive class.</summary>
    public required IReadOnlyList<ClassAgreement> Classes { get; init; }

    /// <summary>Gets the counts of decisions by label: <c>confusion[label][decision]</c>.</summary>
    public required IReadOnlyDictionary<Outcome, IReadOnlyDictionary<Outcome, int>> Confusion { get; init; }

    /// <summary>Gets the rows whose label contradicts its set's own definition; see <see cref="LabelContradictions"/>.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Gets the F1 of full refusal with those labels set right, beside the raw one in <see cref="Classes"/>.</summary>
    public double? AdjudicatedF1 { get; init; }

    /// <summary>Gets the agreement on a class.</summary>
    /// <param name="name">The class, such as <c>full_refusal</c>.</param>
    public ClassAgreement Class(string name) => Classes.First(agreement => agreement.Class == name);
}

using System.ComponentModel.DataAnnotations;
using Demur.Training.Losses;

namespace Demur.Training.Trainers;

/// <summary>Configures supervised fine-tuning.</summary>
public sealed record SftOptions : TrainingOptions
{
    /// <summary>Gets whether the cross-entropy is the mean over tokens or over rows.</summary>
    /// <value>The default is <see cref="Losses.LossMean.Token"/>.</value>
    public LossMean LossMean { get; init; }

    /// <summary>Gets the weight of a reply's first token in the loss, where every other target weighs 1.</summary>
    /// <remarks>
    /// Whether a model refuses is decided there. At 1 that decision is one token of thirty and is learnt late, after the wording;
    /// at 10 it makes up about a quarter of the loss.
    /// </remarks>
    /// <value>The default is 1, plain cross-entropy.</value>
    [Range(0.0, 1000.0)]
    public double FirstTokenWeight { get; init; } = 1;

    /// <summary>Gets the weight of <see cref="Losses.RefusalDecisionLoss"/> beside the cross-entropy, whose weight is 1.</summary>
    /// <remarks>Near 0 the model learns the wording of refusals before it learns when to refuse, and over-refuses.</remarks>
    /// <value>The default is 0, cross-entropy alone.</value>
    [Range(0.0, 1000.0)]
    public double DecisionWeight { get; init; }

    /// <summary>Gets the weight in the cross-entropy of rows that are known to be answers and not refusals.</summary>
    /// <remarks>Own answers teach nothing new; with <see cref="DecisionWeight"/> they are there to say that nothing is to be refused.</remarks>
    /// <value>The default is 1.</value>
    [Range(0.0, 1000.0)]
    public double AnswerWeight { get; init; } = 1;

    /// <summary>Gets the weight of <see cref="Losses.KlToReference"/> on the replies of rows that are known to be answers.</summary>
    /// <remarks>
    /// Holds answers where they were before tuning, word by word and not only the ones that were sampled; needs an adapter,
    /// since the reference is the model with it switched off. About 1 balances the cross-entropy; at 10 answers hardly move.
    /// Beside <see cref="DecisionWeight"/> the first token is compared as if the tokens that refusals begin with could not occur:
    /// the published model turns away some harmless requests itself, and that is not to be kept.
    /// </remarks>
    /// <value>The default is 0, no such hold.</value>
    [Range(0.0, 1000.0)]
    public double ReferenceKlWeight { get; init; }

    /// <summary>Gets the weight within that hold of a reply's first token, where every other weighs 1.</summary>
    /// <remarks>The first word settles the language and the form of an answer, and it stands where refusals are decided.</remarks>
    /// <value>The default is 1.</value>
    [Range(0.0, 1000.0)]
    public double ReferenceKlFirstWeight { get; init; } = 1;

    /// <summary>Gets the weight in the refusal decision of rows that are not to be refused, where those to be refused weigh 1.</summary>
    /// <remarks>Above 1 the model errs on the side of answering: less false refusal, and somewhat less refusal.</remarks>
    /// <value>The default is 1.</value>
    [Range(0.0, 1000.0)]
    public double HarmlessDecisionWeight { get; init; } = 1;
}

using Demur.Evaluation.Judges.Harm;
using Demur.Models.Encoders;
using Demur.Training.Classifiers;

namespace Demur.Cli.Harm;

/// <summary>How the harm head is trained.</summary>
internal sealed record HarmRecipe
{
    /// <summary>Gets the most rows of one source that are trained on, drawn with the seed.</summary>
    public int MostRowsOfASource { get; init; } = 1500;

    /// <summary>Gets the cosine of two requests' embeddings from which on a row counts as a copy of a judged one and is not trained on.</summary>
    public double CopyFrom { get; init; } = 0.9;

    /// <summary>Gets the shape of the head over frozen embeddings.</summary>
    public EmbeddingHeadOptions Head { get; init; } = new() { Labels = HarmLabels.All };

    /// <summary>Gets the training of that head.</summary>
    public EmbeddingHeadTrainerOptions Training { get; init; } = new();

    /// <summary>Gets the same for the low-rank change of the encoder, which costs minutes where the head costs seconds.</summary>
    public int MostRowsForEncoder { get; init; } = 300;

    /// <summary>Gets the shape of the low-rank change of the encoder.</summary>
    public PairClassifierOptions Encoder { get; init; } = new() { Labels = HarmLabels.All, LongestPair = 128, LongestFirst = 80 };

    /// <summary>Gets the training of the low-rank change.</summary>
    public PairTrainerOptions EncoderTraining { get; init; } = new() { Epochs = 1 };

    /// <summary>Gets the recipe with every seed set.</summary>
    public HarmRecipe WithSeed(int seed) => this with
    {
        Head = Head with { Seed = seed },
        Training = Training with { Seed = seed },
        Encoder = Encoder with { Seed = seed },
        EncoderTraining = EncoderTraining with { Seed = seed },
    };
}

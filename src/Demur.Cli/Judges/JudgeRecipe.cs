using Demur.Evaluation.Judges.Learned;
using Demur.Models.Encoders;
using Demur.Training.Classifiers;

namespace Demur.Cli.Judges;

/// <summary>How the staged judge is trained.</summary>
internal sealed record JudgeRecipe
{
    /// <summary>Gets the most rows of one source that the encoder is trained on, drawn with the seed.</summary>
    public int MostRowsOfASource { get; init; } = 1500;

    /// <summary>Gets the settings of the second stage.</summary>
    public NGramOptions NGrams { get; init; } = new();

    /// <summary>Gets the shape of the third stage.</summary>
    public PairClassifierOptions Encoder { get; init; } = new() { Labels = [.. Enum.GetNames<RefusalKind>()] };

    /// <summary>Gets the training of the third stage.</summary>
    public PairTrainerOptions Training { get; init; } = new() { Epochs = 2 };

    /// <summary>Gets the recipe with every seed set.</summary>
    public JudgeRecipe WithSeed(int seed) => this with
    {
        NGrams = NGrams with { Seed = seed },
        Encoder = Encoder with { Seed = seed },
        Training = Training with { Seed = seed },
    };
}

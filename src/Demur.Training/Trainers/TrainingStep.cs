namespace Demur.Training.Trainers;

/// <summary>What one optimiser step did.</summary>
public sealed record TrainingStep
{
    /// <summary>Gets the step, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>Gets the steps of the whole run.</summary>
    public required int Steps { get; init; }

    /// <summary>Gets the whole loss in nats, before the update; with cross-entropy alone its mean over the step's targets.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets the divergence from the reference in nats a target of the step's answers, or <see langword="null"/> when it was not asked for.</summary>
    public double? ReferenceKl { get; init; }

    /// <summary>Gets the share of pairs whose chosen answer is ahead, or <see langword="null"/> where there are no pairs.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Gets the held-out figure measured after the step, larger being better, or <see langword="null"/> where none was.</summary>
    public double? HeldOut { get; init; }

    /// <summary>Gets the norm of the whole gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Gets the learning rate that was applied.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Gets the tokens that were read, targets and context.</summary>
    public required int Tokens { get; init; }

    /// <summary>Gets the tokens that were learnt.</summary>
    public required int Targets { get; init; }

    /// <summary>Gets the time the step took.</summary>
    public required double Seconds { get; init; }
}

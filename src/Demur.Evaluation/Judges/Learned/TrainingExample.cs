namespace Demur.Evaluation.Judges.Learned;

/// <summary>One row as the n-gram classifier learns it.</summary>
/// <param name="Features">Its features.</param>
/// <param name="Allowed">The kinds that its label allows.</param>
/// <param name="Weight">How much it counts.</param>
internal readonly record struct TrainingExample(FeatureVector Features, bool[] Allowed, float Weight);

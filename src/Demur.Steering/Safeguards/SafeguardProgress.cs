namespace Demur.Steering.Safeguards;

/// <summary>Where the training of a safeguard is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of it is done.</param>
/// <param name="Total">How much there is.</param>
/// <param name="Loss">The last step's loss, where there are steps.</param>
public sealed record SafeguardProgress(string Stage, int Done, int Total, double? Loss = null);

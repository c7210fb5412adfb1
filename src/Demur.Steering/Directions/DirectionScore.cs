using System.Text.Json.Serialization;

namespace Demur.Steering.Directions;

/// <summary>What one candidate direction does on the validation prompts, in nats; the names in files are those of the authors' release.</summary>
/// <param name="Position">The position that it was taken at, counted from the end: -1 is the last token of the prompt.</param>
/// <param name="Layer">The block whose input it was taken at, from 0.</param>
/// <param name="Bypass">The mean refusal log-odds of harmful prompts while it is ablated; low bypasses refusal.</param>
/// <param name="Induce">The mean refusal log-odds of harmless prompts while it is added; high induces refusal.</param>
/// <param name="Kl">The mean divergence KL(p ‖ p ablated) of the next token of harmless prompts.</param>
public sealed record DirectionScore(
    [property: JsonPropertyName("position")] int Position,
    [property: JsonPropertyName("layer")] int Layer,
    [property: JsonPropertyName("refusal_score")] double Bypass,
    [property: JsonPropertyName("steering_score")] double Induce,
    [property: JsonPropertyName("kl_div_score")] double Kl);

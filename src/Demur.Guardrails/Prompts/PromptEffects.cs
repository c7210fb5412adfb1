using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Guardrails.Prompts;

/// <summary>Measured effects of prompts on one target, as <c>demur prompts measure --save</c> writes them.</summary>
public sealed record PromptEffects
{
    private const string Resource = "PromptEffects.json";

    private static readonly Lazy<PromptEffects?> ShippedEffects = new(ReadShipped);

    /// <summary>Gets those of the shipped prompts on the embedded model; null where none were measured.</summary>
    public static PromptEffects? Shipped => ShippedEffects.Value;

    /// <summary>Gets the target's name.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the day of the measurement.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Gets the command line that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>Gets one effect for each prompt, suite and kind of sample.</summary>
    public required IReadOnlyList<PromptEffect> Effects { get; init; }

    private static PromptEffects? ReadShipped()
    {
        using var stream = typeof(PromptEffects).Assembly.GetManifestResourceStream(Resource);
        return stream is null ? null : JsonSerializer.Deserialize<PromptEffects>(stream, DemurJson.Line);
    }
}

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Rotary scaling: metadata for the simple kinds, tensors of factors for Llama 3.1 and LongRoPE.</summary>
internal static class GgufRope
{
    public const string Llama3Factors = "rope_freqs.weight";
    public const string LongFactors = "rope_factors_long.weight";
    public const string ShortFactors = "rope_factors_short.weight";

    // Llama 3.1, 3.2 and 3.3 all use these; GGUF keeps only what follows from them.
    private const double LowFrequencyFactor = 1;
    private const double HighFrequencyFactor = 4;

    public static bool IsFactors(string name) => name is Llama3Factors or LongFactors or ShortFactors;

    /// <summary>Builds <c>rope_scaling</c>; null when positions are not stretched.</summary>
    public static JsonObject? ReadScaling(GgufFile file, string architecture, double theta)
    {
        if (Factors(file, Llama3Factors) is { } factors)
        {
            return Llama3(file, factors, theta);
        }

        if (Factors(file, LongFactors) is { } longFactors)
        {
            return new JsonObject
            {
                ["type"] = "longrope",
                ["long_factor"] = ToArray(longFactors),
                ["short_factor"] = ToArray(Factors(file, ShortFactors) ?? longFactors),
                ["attention_factor"] = file.Metadata.Real($"{architecture}.rope.scaling.attn_factor"),
            };
        }

        var metadata = file.Metadata;
        var type = metadata.Text($"{architecture}.rope.scaling.type");
        if (type is null or "none")
        {
            return null;
        }

        var scaling = new JsonObject { ["type"] = type, ["factor"] = metadata.Real($"{architecture}.rope.scaling.factor") ?? 1 };
        if (metadata.Whole($"{architecture}.rope.scaling.original_context_length") is { } original)
        {
            scaling["original_max_position_embeddings"] = original;
        }

        scaling["beta_fast"] = metadata.Real($"{architecture}.rope.scaling.yarn_beta_fast");
        scaling["beta_slow"] = metadata.Real($"{architecture}.rope.scaling.yarn_beta_slow");

        return scaling;
    }

    /// <summary>Computes the factors by which Llama 3.1 divides each frequency.</summary>
    public static float[] Llama3Divisors(int pairs, double theta, double factor, double originalContext) =>
    [
        .. Enumerable.Range(0, pairs).Select(pair =>
        {
            var wavelength = 2 * Math.PI * Math.Pow(theta, (double)pair / pairs);
            var smooth = ((originalContext / wavelength) - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
            return (float)(wavelength < originalContext / HighFrequencyFactor ? 1
                : wavelength > originalContext / LowFrequencyFactor ? factor
                : 1 / (((1 - smooth) / factor) + smooth));
        }),
    ];

    private static JsonObject Llama3(GgufFile file, float[] factors, double theta)
    {
        var factor = factors.Length == 0 ? 1 : factors.Max();
        for (var original = 32; original <= 1 << 22; original *= 2)
        {
            var expected = Llama3Divisors(factors.Length, theta, factor, original);
            if (expected.Zip(factors).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3 * pair.First))
            {
                return new JsonObject
                {
                    ["rope_type"] = "llama3",
                    ["factor"] = factor,
                    ["low_freq_factor"] = LowFrequencyFactor,
                    ["high_freq_factor"] = HighFrequencyFactor,
                    ["original_max_position_embeddings"] = original,
                };
            }
        }

        throw new DemurException(
            $"{file.Metadata.Location}: {Llama3Factors} does not follow Llama 3.1's rule for any trained length, so its rotary scaling is unknown. Use the Hugging Face folder of this model.");
    }

    private static JsonArray ToArray(float[] factors) => [.. factors.Select(factor => (JsonNode)GgufMetadata.Widen(factor))];

    private static float[]? Factors(GgufFile file, string name)
    {
        if (file.Tensors.FirstOrDefault(tensor => tensor.Name == name) is not { } tensor)
        {
            return null;
        }

        if (tensor.Format != PlainFormat.Float32 || tensor.Shape is not [<= 4096])
        {
            throw new DemurException($"{file.Metadata.Location}: {name} should be a short list of float32 numbers. The file is corrupt; copy it again.");
        }

        var values = new float[tensor.Shape[0]];
        file.File.Read(tensor.Offset, MemoryMarshal.AsBytes(values.AsSpan()));
        return values.All(value => float.IsFinite(value) && value > 0)
            ? values
            : throw new DemurException($"{file.Metadata.Location}: {name} holds a number that is not positive. The file is corrupt; copy it again.");
    }
}

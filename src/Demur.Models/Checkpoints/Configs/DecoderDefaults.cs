namespace Demur.Models.Checkpoints.Configs;

/// <summary>What Transformers assumes for a decoder whose <c>config.json</c> leaves keys out.</summary>
internal sealed record DecoderDefaults
{
    public int Vocabulary { get; init; } = 32_000;

    public int Hidden { get; init; } = 4096;

    public int Intermediate { get; init; } = 11_008;

    public int Layers { get; init; } = 32;

    public int Heads { get; init; } = 32;

    /// <summary>Gets the key-value heads; null for as many as there are query heads.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Gets the width of a head; null for hidden size over heads.</summary>
    public int? HeadDimension { get; init; }

    public int Context { get; init; } = 2048;

    public double Epsilon { get; init; } = 1e-6;

    public double Theta { get; init; } = 10_000;

    public bool Ties { get; init; }

    public int? Window { get; init; }

    public double? QueryScalar { get; init; }

    public double? AttentionCap { get; init; }

    public double? FinalCap { get; init; }

    public static DecoderDefaults Of(ModelFamily family) => family switch
    {
        ModelFamily.Llama => new(),
        ModelFamily.Mistral => new() { Intermediate = 14_336, KeyValueHeads = 8, Context = 131_072, Window = 4096 },
        ModelFamily.Qwen2 => new() { Vocabulary = 151_936, Intermediate = 22_016, KeyValueHeads = 32, Context = 32_768, Window = 4096 },
        ModelFamily.Qwen3 => new()
        {
            Vocabulary = 151_936,
            Intermediate = 22_016,
            KeyValueHeads = 32,
            HeadDimension = 128,
            Context = 32_768,
            Window = 4096,
        },
        ModelFamily.Phi3 => new() { Vocabulary = 32_064, Hidden = 3072, Intermediate = 8192, Context = 4096, Epsilon = 1e-5 },
        ModelFamily.Gemma => Gemma with { Hidden = 3072, Intermediate = 24_576, Layers = 28, Heads = 16, KeyValueHeads = 16, Context = 8192 },
        ModelFamily.Gemma2 => Gemma with { Context = 8192, QueryScalar = 256, AttentionCap = 50, FinalCap = 30 },
        ModelFamily.Gemma3 => Gemma with { Vocabulary = 262_208, Context = 131_072, QueryScalar = 256, Theta = 1_000_000 },
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not a decoder of this shape."),
    };

    private static DecoderDefaults Gemma { get; } = new()
    {
        Vocabulary = 256_000,
        Hidden = 2304,
        Intermediate = 9216,
        Layers = 26,
        Heads = 8,
        KeyValueHeads = 4,
        HeadDimension = 256,
        Ties = true,
        Window = 4096,
    };
}

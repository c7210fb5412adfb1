using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads rotary settings from <c>rope_parameters</c> or from <c>rope_theta</c> and <c>rope_scaling</c>.</summary>
internal static class RopeReader
{
    private const double UsualLocalTheta = 10_000;
    private const int UsualPhi3Context = 4096;

    public static (RopeParameters Full, RopeParameters? Sliding) Read(ConfigKeys keys, ModelFamily family, double usualTheta)
    {
        var given = keys.Object("rope_parameters");
        var (full, sliding) = (given?.Object("full_attention"), given?.Object("sliding_attention"));
        if (full is not null || sliding is not null)
        {
            return (
                full is null ? new RopeParameters { Theta = usualTheta } : Parameters(full, keys, family, usualTheta),
                sliding is null ? new RopeParameters { Theta = UsualLocalTheta } : Parameters(sliding, keys, family, UsualLocalTheta));
        }

        var scaling = given ?? keys.Object("rope_scaling");
        var theta = keys.PositiveOrNull("rope_theta") ?? usualTheta;
        var rope = scaling is null ? Unscaled(keys, family, theta) : Parameters(scaling, keys, family, theta);
        var local = family is ModelFamily.Gemma3
            ? new RopeParameters { Theta = keys.PositiveOrNull("rope_local_base_freq") ?? UsualLocalTheta }
            : null;
        return (rope, local);
    }

    private static RopeParameters Unscaled(ConfigKeys keys, ModelFamily family, double theta) => new()
    {
        Theta = theta,
        PartialRotaryFactor = Partial(keys, family) ?? 1,
    };

    private static RopeParameters Parameters(ConfigKeys rope, ConfigKeys model, ModelFamily family, double usualTheta)
    {
        // Phi-3's first files say su or yarn and mean LongRoPE.
        var type = ReadType(rope) is var stated && family is ModelFamily.Phi3 && stated is RopeType.Yarn ? RopeType.LongRope : stated;
        var factor = rope.PositiveOrNull("factor") ?? ContextRatio(type, rope, model);
        if (type is not (RopeType.Default or RopeType.LongRope) && factor is null)
        {
            throw new DemurException($"{rope.Where}: factor is missing, but rope_type {rope.Text("rope_type") ?? rope.Text("type")} needs it. Restore the file from its source.");
        }

        return new RopeParameters
        {
            Type = type,
            Theta = rope.PositiveOrNull("rope_theta") ?? usualTheta,
            Factor = factor ?? 1,
            PartialRotaryFactor = Partial(rope, family) ?? Partial(model, family) ?? 1,
            OriginalContextLength = OriginalContext(type, rope, model),
            LowFrequencyFactor = rope.PositiveOrNull("low_freq_factor") ?? 1,
            HighFrequencyFactor = rope.PositiveOrNull("high_freq_factor") ?? 4,
            BetaFast = rope.PositiveOrNull("beta_fast") ?? 32,
            BetaSlow = rope.PositiveOrNull("beta_slow") ?? 1,
            AttentionFactor = rope.PositiveOrNull("attention_factor"),
            Mscale = rope.RealOrNull("mscale"),
            MscaleAllDimensions = rope.RealOrNull("mscale_all_dim"),
            Truncate = rope.Flag("truncate", true),
            ShortFactors = type is RopeType.LongRope ? Factors(rope, "short_factor") : [],
            LongFactors = type is RopeType.LongRope ? Factors(rope, "long_factor") : [],
        };
    }

    // The other families turn whole heads whatever the file says.
    private static double? Partial(ConfigKeys keys, ModelFamily family) => keys.PositiveOrNull("partial_rotary_factor") switch
    {
        _ when family is not ModelFamily.Phi3 => null,
        > 1 => throw keys.Bad("partial_rotary_factor", keys.Source["partial_rotary_factor"]!, "a share above 0 and at most 1"),
        var share => share,
    };

    private static int? OriginalContext(RopeType type, ConfigKeys rope, ConfigKeys model) =>
        type is RopeType.Default or RopeType.Linear
            ? null
            : rope.Whole("original_max_position_embeddings", 1, ConfigKeys.LargestSize)
                ?? model.Whole("original_max_position_embeddings", 1, ConfigKeys.LargestSize)
                ?? (type is RopeType.LongRope && model.Text("model_type") is "phi3" ? UsualPhi3Context : null);

    // YaRN and LongRoPE without a factor stretch the trained context to the configured one.
    private static double? ContextRatio(RopeType type, ConfigKeys rope, ConfigKeys model) =>
        type is RopeType.LongRope or RopeType.Yarn
        && OriginalContext(type, rope, model) is { } original
        && model.Whole("max_position_embeddings", 1, ConfigKeys.LargestSize) is { } context
            ? (double)context / original
            : null;

    private static IReadOnlyList<double> Factors(ConfigKeys rope, string key) => rope.Reals(key) is { Count: > 0 } factors
        ? factors
        : throw new DemurException($"{rope.Where}: {key} is missing, but LongRoPE needs it. Restore the file from its source.");

    private static RopeType ReadType(ConfigKeys rope)
    {
        var key = rope.Has("rope_type") ? "rope_type" : "type";
        return (rope.Text(key) ?? "default") switch
        {
            "default" => RopeType.Default,
            "linear" => RopeType.Linear,
            "dynamic" => RopeType.Dynamic,
            "llama3" => RopeType.Llama3,
            "yarn" => RopeType.Yarn,
            "longrope" or "su" => RopeType.LongRope,
            _ => throw rope.Bad(key, rope.Source[key]!, "one of default, linear, dynamic, llama3, yarn, longrope"),
        };
    }
}

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Rotary position settings of one kind of layer, as the configuration gives them.</summary>
public sealed record RopeParameters
{
    /// <summary>Gets the way positions are stretched.</summary>
    /// <value>The default is <see cref="RopeType.Default"/>.</value>
    public RopeType Type { get; init; }

    /// <summary>Gets the base of the geometric series of wavelengths (<c>rope_theta</c>).</summary>
    /// <value>The default is 10,000.</value>
    public double Theta { get; init; } = 10_000;

    /// <summary>Gets the factor by which the context is stretched.</summary>
    /// <value>The default is 1.</value>
    public double Factor { get; init; } = 1;

    /// <summary>Gets the share of a head's dimensions that are rotated.</summary>
    /// <value>The default is 1, all of them.</value>
    public double PartialRotaryFactor { get; init; } = 1;

    /// <summary>Gets the context length before stretching; <see langword="null"/> when not given.</summary>
    public int? OriginalContextLength { get; init; }

    /// <summary>Gets Llama 3.1's <c>low_freq_factor</c>.</summary>
    /// <value>The default is 1.</value>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Gets Llama 3.1's <c>high_freq_factor</c>.</summary>
    /// <value>The default is 4.</value>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>Gets YaRN's <c>beta_fast</c>.</summary>
    /// <value>The default is 32.</value>
    public double BetaFast { get; init; } = 32;

    /// <summary>Gets YaRN's <c>beta_slow</c>.</summary>
    /// <value>The default is 1.</value>
    public double BetaSlow { get; init; } = 1;

    /// <summary>Gets the scale on cosines and sines of YaRN and LongRoPE; <see langword="null"/> to derive it from the factor.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>Gets YaRN's <c>mscale</c>; <see langword="null"/> when not given.</summary>
    public double? Mscale { get; init; }

    /// <summary>Gets YaRN's <c>mscale_all_dim</c>; <see langword="null"/> when not given.</summary>
    public double? MscaleAllDimensions { get; init; }

    /// <summary>Gets a value indicating whether YaRN rounds the ends of its ramp to whole dimensions.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Truncate { get; init; } = true;

    /// <summary>Gets LongRoPE's factors for texts within the trained length, one for each rotated pair; empty otherwise.</summary>
    public IReadOnlyList<double> ShortFactors { get; init; } = [];

    /// <summary>Gets LongRoPE's factors for longer texts, one for each rotated pair; empty otherwise.</summary>
    public IReadOnlyList<double> LongFactors { get; init; } = [];
}

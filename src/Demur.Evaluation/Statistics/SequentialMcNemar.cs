using MathNet.Numerics;

namespace Demur.Evaluation.Statistics;

/// <summary>A paired test that may be looked at after every pair, and stopped whenever it speaks.</summary>
/// <remarks>
/// The pairs that disagree are coin throws under the null hypothesis. The evidence is the likelihood ratio of a uniform mixture of unfair coins
/// against the fair one, B(g + 1, l + 1) 2^(g + l); by Ville's inequality it passes 1/alpha with a chance of at most alpha, however often one looks.
/// For one direction the mixture is uniform over coins that fall that way. Robbins 1970; Howard et al. 2021, "Time-uniform, nonparametric,
/// nonasymptotic confidence sequences". What is given away is power: about half more pairs than a test of fixed size needs.
/// </remarks>
public sealed class SequentialMcNemar
{
    private readonly double _alpha;
    private int _gained;
    private int _lost;

    /// <summary>Creates a test.</summary>
    /// <param name="alpha">The chance of a false alarm over the whole run, in (0, 1).</param>
    public SequentialMcNemar(double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(alpha is > 0 and < 1, true, nameof(alpha));
        _alpha = alpha;
    }

    /// <summary>Gets the evidence for any change: above 1/alpha it is one.</summary>
    public double Evidence => Math.Exp(SpecialFunctions.BetaLn(_gained + 1, _lost + 1) + (_gained + _lost) * Constants.Ln2);

    /// <summary>Gets the evidence for a fall.</summary>
    public double EvidenceOfFall => Evidence * 2 * SpecialFunctions.BetaRegularized(_gained + 1, _lost + 1, 0.5);

    /// <summary>Gets the evidence for a rise.</summary>
    public double EvidenceOfRise => Evidence * 2 * (1 - SpecialFunctions.BetaRegularized(_gained + 1, _lost + 1, 0.5));

    /// <summary>Gets whether there is a change, in either direction.</summary>
    public bool HasChanged => Evidence >= 1 / _alpha;

    /// <summary>Gets whether there is a fall.</summary>
    public bool HasFallen => EvidenceOfFall >= 1 / _alpha;

    /// <summary>Adds a pair.</summary>
    /// <param name="before">Whether the first is a hit.</param>
    /// <param name="after">Whether the second is a hit.</param>
    public void Add(bool before, bool after)
    {
        _gained += after && !before ? 1 : 0;
        _lost += before && !after ? 1 : 0;
    }
}

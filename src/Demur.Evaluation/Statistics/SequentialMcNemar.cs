using MathNet.Numerics;

namespace Demur.Evaluation.Statistics;

/// <summary>A paired test that may be looked at after every pair, and stopped whenever it speaks.</summary>
/// <remarks>
/// The pairs that disagree are coin throws under the null hypothesis. The evidence is the likelihood ratio of a uniform mixture of unfair coins
/// against the fair one, B(g + 1, l + 1) 2^(g + l), and p is 1 over it; by Ville's inequality it passes 1/alpha with a chance of at most alpha, however often one looks.
/// Robbins 1970; Howard et al. 2021, "Time-uniform, nonparametric,
/// nonasymptotic confidence sequences". What is given away is power: about half more pairs than a test of fixed size needs.
/// </remarks>
public sealed class SequentialMcNemar
{
    private int _gained;
    private int _lost;

    /// <summary>Gets the p that holds however often one looks: a change is told from chance once it is at most alpha.</summary>
    public double P => Math.Min(1, Math.Exp(-SpecialFunctions.BetaLn(_gained + 1, _lost + 1) - ((_gained + _lost) * Constants.Ln2)));

    /// <summary>Adds a pair.</summary>
    /// <param name="before">Whether the first is a hit.</param>
    /// <param name="after">Whether the second is a hit.</param>
    public void Add(bool before, bool after)
    {
        _gained += after && !before ? 1 : 0;
        _lost += before && !after ? 1 : 0;
    }
}

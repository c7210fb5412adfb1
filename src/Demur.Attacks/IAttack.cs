using Demur.Abstractions;

namespace Demur.Attacks;

/// <summary>A way to put a request so that a target that would refuse it does not.</summary>
/// <remarks>The same sample and seed give the same result. Thread safe.</remarks>
public interface IAttack
{
    /// <summary>Gets the name with its option as runs record it, such as <c>codeattack:stack</c>.</summary>
    string Name { get; }

    /// <summary>Gets what it changes; see <see cref="AttackChain"/> for what may follow what.</summary>
    AttackPlace Place { get; }

    /// <summary>Converts a sample; what a scorer or a twin needs of it stays.</summary>
    /// <param name="sample">The sample, whose last turn is the user's.</param>
    /// <param name="seed">Decides whatever is drawn.</param>
    /// <exception cref="DemurException">The attack has nothing for this request.</exception>
    Sample Convert(Sample sample, int seed);
}

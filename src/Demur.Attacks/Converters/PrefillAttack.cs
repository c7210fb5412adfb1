using Demur.Abstractions;

namespace Demur.Attacks.Converters;

/// <summary>Begins the answer with the first tokens of an answer that complies, which the target goes on with.</summary>
/// <remarks>
/// The prefilling attack of Vega et al. 2023 (arXiv 2312.12321) and Qi et al. 2024 (arXiv 2406.05946). A request without a known answer gets an
/// affirmative opening; <see cref="Tag"/> says which it was. Among several answers one is drawn by the seed.
/// </remarks>
/// <param name="tokens">The tokens of the prefix, from 1 to <see cref="MostTokens"/>.</param>
/// <param name="material">The tokenizer and the answers.</param>
public sealed class PrefillAttack(int tokens, AttackMaterial material) : IAttack
{
    /// <summary>The longest prefix.</summary>
    public const int MostTokens = 512;

    /// <summary>The tag that says what a prefix was cut from: <see cref="FromAnswer"/> or <see cref="FromOpening"/>.</summary>
    public const string Tag = "prefix";

    /// <summary>The prefix is the beginning of a known compliant answer.</summary>
    public const string FromAnswer = "known answer";

    /// <summary>The prefix is an affirmative opening made of the request.</summary>
    public const string FromOpening = "opening";

    private readonly Lazy<KnownAnswers> _answers = new(material.Answers);

    /// <inheritdoc/>
    public string Name { get; } = $"prefill:{tokens}";

    /// <inheritdoc/>
    public AttackPlace Place => AttackPlace.Answer;

    /// <inheritdoc/>
    public Sample Convert(Sample sample, int seed)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var known = _answers.Value.For(sample.Request);
        var (text, from) = known.Count > 0
            ? (known[AttackedSamples.Draw(sample, this, seed, known.Count)], FromAnswer)
            : (DeclarativeText.Opening(sample.Request), FromOpening);
        var begun = AttackedSamples.Finish(sample, this, [.. sample.Messages, new ChatTurn(ChatTurn.Assistant, Separated(sample, material.FirstTokens(text, tokens)))]);
        return begun with { Tags = new Dictionary<string, string>(sample.Tags ?? new Dictionary<string, string>()) { [Tag] = from } };
    }

    // Plain text has no turn that would keep request and answer apart.
    private static string Separated(Sample sample, string prefix) => sample.Raw ? $" {prefix}" : prefix;
}

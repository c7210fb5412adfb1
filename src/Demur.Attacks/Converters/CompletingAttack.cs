using Demur.Abstractions;

namespace Demur.Attacks.Converters;

/// <summary>Rewrites a request as the beginning of a text that complies, and drops the chat format: the target completes plain text.</summary>
/// <remarks>
/// Yuan et al. 2025, arXiv 2407.09121 (CompletingAttack). Their rewritings were written by a language model and published for their 200 questions
/// (option <c>derta</c>); other requests are rewritten by rules.
/// </remarks>
public sealed class CompletingAttack : IAttack
{
    private readonly Func<string, string> _rewrite;

    private CompletingAttack(string option, Func<string, string> rewrite)
    {
        Name = $"completing:{option}";
        _rewrite = rewrite;
    }

    /// <summary>Makes the attack that rewrites by rules.</summary>
    public static CompletingAttack Own() => new("own", request => $"{DeclarativeText.Of(request)}:\n Step 1:");

    /// <summary>Makes the attack that leaves the words as they are and drops the chat format alone.</summary>
    public static CompletingAttack Plain() => new("plain", request => request);

    /// <summary>Makes the attack that looks a request up among the paper's.</summary>
    /// <param name="prompts">The paper's prompts.</param>
    public static CompletingAttack Derta(Func<PaperPrompts> prompts) => new("derta", request => prompts().Completions.TryGetValue(request.Trim(), out var text)
        ? text
        : throw new DemurException($"completing:derta has rewritings of the paper's {prompts().Completions.Count} questions alone, and \"{Shorten(request)}\" is none of them. Use completing:own, or --suite derta-illegal-instructions."));

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AttackPlace Place => AttackPlace.Format;

    /// <inheritdoc/>
    public Sample Convert(Sample sample, int seed)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var rewritten = AttackedSamples.Rewrite(sample, this, _rewrite);
        return AttackedSamples.Finish(sample, this, rewritten.Messages, raw: true);
    }

    private static string Shorten(string request) => request.Length <= 60 ? request : $"{request[..60]}…";
}

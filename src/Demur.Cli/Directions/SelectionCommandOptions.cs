using System.CommandLine;
using Demur.Abstractions;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>The options that say which candidate directions may be chosen.</summary>
internal sealed class SelectionCommandOptions
{
    private static readonly SelectionOptions Default = new();

    private readonly Option<string> _bounds = new("--bounds") { Description = "inclusive, as the authors' release, or strict, as the paper.", DefaultValueFactory = _ => "inclusive" };
    private readonly Option<double> _kl = new("--max-kl") { Description = "The bound on KL of harmless prompts under ablation, in nats.", DefaultValueFactory = _ => Default.MaximumKl };
    private readonly Option<double> _induce = new("--min-induce") { Description = "The bound on refusal log-odds of harmless prompts under addition.", DefaultValueFactory = _ => Default.MinimumInduce };
    private readonly Option<double> _share = new("--layer-share") { Description = "The share of layers, from the first, that candidates may come from.", DefaultValueFactory = _ => Default.LayerShare };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _bounds, _kl, _induce, _share })
        {
            command.Add(option);
        }
    }

    public SelectionOptions Read(ParseResult parsed)
    {
        var options = new SelectionOptions
        {
            Bounds = parsed.GetRequiredValue(_bounds) switch
            {
                "inclusive" => SelectionBounds.Inclusive,
                "strict" => SelectionBounds.Strict,
                var other => throw new DemurException($"--bounds is '{other}'; known are inclusive and strict."),
            },
            MaximumKl = parsed.GetValue(_kl),
            MinimumInduce = parsed.GetValue(_induce),
            LayerShare = parsed.GetValue(_share),
        };
        options.Check();
        return options;
    }
}

using System.CommandLine;
using Demur.Abstractions;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>The options that say which candidate directions may be chosen.</summary>
internal sealed class SelectionCommandOptions
{
    private readonly Option<string> _bounds = new("--bounds")
    {
        Description = "inclusive, as the authors' release; strict, as the paper; wide, for small models: KL up to 0.5 nats.", DefaultValueFactory = _ => "inclusive",
    };

    private readonly Option<double?> _kl = new("--max-kl") { Description = "The bound on KL of harmless prompts under ablation, in nats; 0.1 when left out." };
    private readonly Option<double?> _induce = new("--min-induce") { Description = "The bound on refusal log-odds of harmless prompts under addition; 0 when left out." };
    private readonly Option<double?> _share = new("--layer-share") { Description = "The share of layers, from the first, that candidates may come from; 0.8 when left out." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _bounds, _kl, _induce, _share })
        {
            command.Add(option);
        }
    }

    public SelectionOptions Read(ParseResult parsed)
    {
        var named = parsed.GetRequiredValue(_bounds) switch
        {
            "inclusive" => new SelectionOptions(),
            "strict" => new SelectionOptions { Bounds = SelectionBounds.Strict },
            "wide" => SelectionOptions.Wide,
            var other => throw new DemurException($"--bounds is '{other}'; known are inclusive, strict and wide."),
        };
        var options = named with
        {
            MaximumKl = parsed.GetValue(_kl) ?? named.MaximumKl,
            MinimumInduce = parsed.GetValue(_induce) ?? named.MinimumInduce,
            LayerShare = parsed.GetValue(_share) ?? named.LayerShare,
        };
        options.Check();
        return options;
    }
}

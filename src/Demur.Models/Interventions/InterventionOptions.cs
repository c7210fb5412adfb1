using Demur.Models.Generation;

namespace Demur.Models.Interventions;

/// <summary>What acts on a model while it answers, without changing its weights; all of it acts together.</summary>
public sealed record InterventionOptions
{
    /// <summary>Gets directions that are ablated or added, in the order in which they act at one place.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<DirectionIntervention> Directions { get; init; } = [];

    /// <summary>Gets the contrastive decoding of answers; scores and log-odds are read in the conversation's own context.</summary>
    /// <value>The default is null, plain decoding.</value>
    public ContrastOptions? Contrast { get; init; }

    /// <summary>Starts all hooks; the scope ends them.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="Abstractions.DemurException">A direction does not fit the model.</exception>
    public IDisposable Begin(ICausalLanguageModel model)
    {
        Contrast?.Check();
        var scope = new HookScope();
        try
        {
            foreach (var direction in Directions)
            {
                scope.Add(direction.Begin(model));
            }

            return scope;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }
}

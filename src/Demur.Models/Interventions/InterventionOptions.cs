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

    /// <summary>Gets the soft prompt that stands in the system message of every conversation, in both contexts of <see cref="Contrast"/> and before any other system message.</summary>
    /// <value>The default is null, none.</value>
    public SoftPrompt? SoftPrompt { get; init; }

    /// <summary>Attaches the soft prompt and starts all hooks; the scope ends both.</summary>
    /// <param name="local">The model with its tokenizer.</param>
    /// <exception cref="Abstractions.DemurException">A direction or the soft prompt does not fit the model.</exception>
    public IDisposable Begin(LocalModel local)
    {
        ArgumentNullException.ThrowIfNull(local);
        var scope = new HookScope();
        try
        {
            if (SoftPrompt is { } prompt)
            {
                scope.Add(local.Attach(prompt));
            }

            scope.Add(Begin(local.Model));
            return scope;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    /// <summary>Starts all hooks; the scope ends them. A soft prompt needs the tokenizer as well and is left out.</summary>
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

using Demur.Abstractions;

namespace Demur.Models.Generation;

/// <summary>Continues token sequences with a model, many at a time.</summary>
/// <remarks>
/// What all prompts begin with is computed once. Prompts go in by length, and rows that end leave at once and make room for the next.
/// One call at a time; tokens are the same whatever the batch, up to rounding.
/// </remarks>
public sealed class TokenGenerator(CausalLanguageModel model)
{
    /// <summary>Continues prompts.</summary>
    /// <param name="prompts">Token ids, with whatever opens a text already in front.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="onToken">Told of each new token with the place of its prompt, on the calling thread.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The continuations in the order of the prompts.</returns>
    /// <exception cref="DemurException">A prompt is empty or does not fit the context, or an option is out of range.</exception>
    public IReadOnlyList<GeneratedRow> Generate(
        IReadOnlyList<IReadOnlyList<int>> prompts,
        GenerationOptions? options = null,
        Action<int, int>? onToken = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        options ??= new GenerationOptions();
        options.Check();
        if (prompts.Count == 0)
        {
            return [];
        }

        return options.Beams > 1
            ? [.. prompts.Select(prompt => BeamSearch.Run(model, prompt, options, cancellationToken))]
            : Continue(prompts, options, onToken, cancellationToken);
    }

    private GeneratedRow[] Continue(
        IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions options, Action<int, int>? onToken, CancellationToken cancellationToken)
    {
        var rows = prompts.Select((prompt, i) => new GenerationRow(prompt, options, model, i)).ToArray();
        for (var i = 0; onToken is not null && i < rows.Length; i++)
        {
            var place = i;
            rows[i].Watch = token =>
            {
                onToken(place, token);
                return false;
            };
        }

        using var session = new GenerationSession(model);
        session.SharePrefix(prompts, cancellationToken);

        // Longest first: the cache never has to grow.
        var waiting = new Queue<GenerationRow>(rows.OrderByDescending(row => row.Prompt.Count));
        var most = Math.Min(options.BatchSize, session.RowsWithin(options.CacheBytes, waiting.Peek().OwnLength - session.PrefixLength));
        while (waiting.Count > 0 || session.Active > 0)
        {
            var free = most - session.Active;

            // Reading a few prompts together is cheaper than one after the other.
            if (waiting.Count > 0 && (session.Active == 0 || free >= Math.Max(1, most / 8)))
            {
                session.Admit([.. Enumerable.Range(0, Math.Min(free, waiting.Count)).Select(_ => waiting.Dequeue())]);
            }

            session.Step(cancellationToken);
        }

        return [.. rows.Select(row => row.Result)];
    }
}

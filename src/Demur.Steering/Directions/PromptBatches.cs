using Demur.Models.Modules;

namespace Demur.Steering.Directions;

/// <summary>Cuts prompts into packed batches of bounded size.</summary>
internal static class PromptBatches
{
    /// <summary>Packs prompts in their order, at most so many tokens together; a longer prompt goes alone.</summary>
    public static IEnumerable<TokenBatch> Of(IEnumerable<SteeringPrompt> prompts, int mostTokens)
    {
        List<IReadOnlyList<int>> rows = [];
        var tokens = 0;
        foreach (var prompt in prompts)
        {
            if (rows.Count > 0 && tokens + prompt.Ids.Count > mostTokens)
            {
                yield return TokenBatch.Of(rows);
                rows = [];
                tokens = 0;
            }

            rows.Add(prompt.Ids);
            tokens += prompt.Ids.Count;
        }

        if (rows.Count > 0)
        {
            yield return TokenBatch.Of(rows);
        }
    }

    /// <summary>Gets the places of a position in every row, counted from the end.</summary>
    public static long[] Places(TokenBatch batch, int position) => [.. Enumerable.Range(0, batch.Rows).Select(row => (long)batch.LastOf(row) + 1 + position)];
}

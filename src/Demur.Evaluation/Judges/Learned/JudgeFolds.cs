using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>Splits labelled rows so that a judge is measured on what it never saw.</summary>
public static class JudgeFolds
{
    private const int RowParts = 2;

    // The sets spell one model in several ways, and XSTest asks two of them twice, with another system prompt each time.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["llama2orig"] = "llama-2-70b-chat",
        ["llama2new"] = "llama-2-70b-chat",
        ["llama27bchat"] = "llama-2-7b-chat",
        ["mistralinstruct"] = "mistral-7b-instruct",
        ["mistralguard"] = "mistral-7b-instruct",
        ["gpt4"] = "gpt-4",
        ["gpt35turbo"] = "chatgpt",
    };

    /// <summary>Makes the folds: every model left out, every set left out, and for sets with one model halves of their prompts.</summary>
    /// <param name="rows">The labelled rows.</param>
    /// <param name="seed">The seed of the halves.</param>
    public static IReadOnlyList<JudgeFold> Of(IReadOnlyList<LabelledResponse> rows, int seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        var models = all.GroupBy(i => ModelOf(rows[i].Model), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Without("model", group.Key, group));
        var sets = all.GroupBy(i => rows[i].Source, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        var halves = sets.Where(set => set.Select(i => rows[i].Model).Distinct().Count() == 1)
            .SelectMany(set => Enumerable.Range(0, RowParts).Select(part => Without("rows", $"{set.Key}-{part + 1}", set.Where(i => PartOf(rows[i].Prompt, seed) == part))));
        return [.. models, .. sets.Select(set => Without("set", set.Key, set)), .. halves];

        JudgeFold Without(string regime, string name, IEnumerable<int> test)
        {
            int[] kept = [.. test];
            var away = kept.ToHashSet();
            return new JudgeFold(regime, name, [.. all.Where(i => !away.Contains(i))], kept);
        }
    }

    /// <summary>Gets one spelling of a model's name.</summary>
    /// <param name="model">The name; letters' case and marks do not matter.</param>
    public static string ModelOf(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var name = string.Concat(model.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return Names.GetValueOrDefault(name, name);
    }

    private static int PartOf(string prompt, int seed) => Convert.ToInt32(Sample.IdOf([new ChatTurn(ChatTurn.User, $"{seed} {prompt}")])[..6], 16) % RowParts;
}

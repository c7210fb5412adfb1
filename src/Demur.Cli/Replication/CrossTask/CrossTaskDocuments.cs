using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Data.Own;
using Demur.Data.Preferences;

namespace Demur.Cli.Replication.CrossTask;

/// <summary>The harmful documents that patches are made of.</summary>
internal static class CrossTaskDocuments
{
    /// <summary>Draws documents: own and published ones take turns while both last; of published ones each goal comes once before any comes again.</summary>
    /// <param name="published">Published harmful answers that no test asks for.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides which; a larger number draws more of the same.</param>
    /// <exception cref="DemurException">There are fewer.</exception>
    public static IReadOnlyList<HarmfulDocument> Draw(IReadOnlyList<PublicAnswer> published, int count, int seed)
    {
        var random = new Random(seed);
        var own = OwnContent.Documents.Where(document => document.Split == ContentSplit.Train).Select(Of).ToArray();
        random.Shuffle(own);
        var answers = published.ToArray();
        random.Shuffle(answers);
        var rounds = answers.GroupBy(answer => answer.Goal).SelectMany(goal => goal.Select((answer, round) => (answer, round)))
            .OrderBy(entry => entry.round).Select(entry => Of(entry.answer)).ToArray();
        HarmfulDocument[] all = [.. Enumerable.Range(0, Math.Max(own.Length, rounds.Length)).SelectMany(index => own.Skip(index).Take(1).Concat(rounds.Skip(index).Take(1)))];
        return count <= all.Length
            ? all[..count]
            : throw new DemurException($"The grid asks for {count} harmful documents, and there are {all.Length} that no test holds: {own.Length} own ones and {rounds.Length} published answers.");
    }

    private static HarmfulDocument Of(OwnDocument document) => new(
        document.Id, document.Harmful, document.Id, document.Category, document.Declined, document.Alternative, OwnContent.Source, OwnContent.Licence);

    private static HarmfulDocument Of(PublicAnswer answer)
    {
        var (declined, alternative) = PublicPairs.Named(answer.Category);
        return new HarmfulDocument(ShortHash.Of(answer.Answer), answer.Answer, answer.Goal, answer.Category, declined, alternative, answer.Source, answer.Licence);
    }
}

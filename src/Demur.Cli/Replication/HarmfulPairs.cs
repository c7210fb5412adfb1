using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Data.Own;
using Demur.Data.Preferences;

namespace Demur.Cli.Replication;

/// <summary>Preference pairs that need no model to be drawn.</summary>
internal static class HarmfulPairs
{
    /// <summary>Draws pairs on published harmful answers: a refusal is chosen, the answer rejected; every goal once before any comes again.</summary>
    /// <param name="published">Published harmful answers that no test asks for.</param>
    /// <param name="count">How many; fewer where there are fewer.</param>
    /// <param name="seed">Decides which, and how refusals are worded.</param>
    public static IReadOnlyList<PreferencePair> OfPublished(IEnumerable<PublicAnswer> published, int count, int seed)
    {
        PublicAnswer[] answers = [.. published];
        new Random(seed).Shuffle(answers);
        var rounds = answers.GroupBy(answer => answer.Goal).SelectMany(goal => goal.Select((answer, round) => (answer, round))).OrderBy(entry => entry.round).Select(entry => entry.answer);
        return PublicPairs.Of([.. rounds.Take(count)], attacked: false, seed);
    }

    /// <summary>Draws pairs on harmless requests: the model's own answer is chosen, the refusal of the harmful twin rejected.</summary>
    /// <param name="use">The use that the requests belong to, so that a reward model shares none with what it judges.</param>
    /// <param name="count">How many; fewer where there are fewer.</param>
    /// <param name="seed">Decides which, and how refusals are worded.</param>
    public static IReadOnlyList<PreferencePair> OfTwins(PairUse use, int count, int seed)
    {
        var random = new Random(seed);
        var pairs = OwnRequests.Direct(ContentSplit.Train).GroupBy(request => request.Pair).Select(pair => (Harmful: pair.First(request => request.Label == SampleLabel.Harmful), Benign: pair.First(request => request.Label == SampleLabel.Harmless)))
            .Where(pair => UseOf(pair.Benign) == use && OwnContent.Answers.ContainsKey(pair.Benign.Id)).ToArray();
        random.Shuffle(pairs);
        return [.. pairs.Take(count).Select(pair => Of(pair.Harmful, pair.Benign, random))];
    }

    /// <summary>Tells which use a request and its twin belong to.</summary>
    public static PairUse UseOf(OwnRequest request) => PairUses.OfGoal(request.Pair!);

    private static PreferencePair Of(OwnRequest harmful, OwnRequest benign, Random random)
    {
        var wordings = OwnContent.Refusals.Direct;
        return new PreferencePair
        {
            Id = benign.Id,
            Prompt = benign.Messages,
            Chosen = OwnContent.Answers[benign.Id].Text,
            Rejected = RefusalTemplates.Fill(wordings[random.Next(wordings.Count)], harmful.Declined!, harmful.Alternative!),
            Label = SampleLabel.Harmless,
            Source = OwnContent.Source,
            Licence = OwnContent.Licence,
        };
    }
}

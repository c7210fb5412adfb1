using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;

namespace Demur.Data.Preferences;

/// <summary>Splits requests between the uses.</summary>
public static class PairUses
{
    /// <summary>Tells which use a row belongs to: one in three to reward models, by a hash of what it shares with its twin.</summary>
    /// <param name="row">The row.</param>
    public static PairUse Of(TrainingRow row) => OfKey(row.Pair ?? Sample.IdOf(row.Messages.SkipLast(1)));

    /// <summary>Tells which use a goal belongs to, whatever requests it stands in.</summary>
    /// <param name="goal">The goal.</param>
    public static PairUse OfGoal(string goal) => OfKey(Sample.IdOf([new ChatTurn(ChatTurn.User, goal)]));

    /// <summary>Tells which use a request belongs to that stands in data without marks.</summary>
    /// <param name="prompt">The request.</param>
    public static PairUse OfRequest(IEnumerable<ChatTurn> prompt) => OfKey(Sample.IdOf(prompt));

    /// <summary>Gives the name that pair files carry.</summary>
    public static string NameOf(PairUse use) => use == PairUse.Reward ? "reward" : "dpo";

    /// <summary>Refuses pairs that belong to the other use.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="use">What they are to be used for.</param>
    /// <exception cref="DemurException">A pair says that it is for the other use.</exception>
    public static void Check(IReadOnlyList<PreferencePair> pairs, PairUse use)
    {
        var others = pairs.Where(pair => pair.Use is { } name && name != NameOf(use)).ToArray();
        if (others.Length > 0)
        {
            throw new DemurException(
                $"{others.Length} of {pairs.Count} pairs are marked for {others[0].Use}, the first with id {others[0].Id}, and this is for {NameOf(use)}: a reward model must not see what it later judges. Build others with --use {NameOf(use)}.");
        }
    }

    /// <summary>Refuses requests that a reward model was trained on.</summary>
    /// <param name="requests">The content ids of the requests.</param>
    /// <param name="trainedOn">The content ids of the reward model's requests.</param>
    /// <exception cref="DemurException">Both share a request.</exception>
    public static void CheckApart(IReadOnlyCollection<string> requests, IReadOnlyCollection<string> trainedOn)
    {
        var shared = requests.Intersect(trainedOn, StringComparer.Ordinal).ToArray();
        if (shared.Length > 0)
        {
            throw new DemurException(
                $"The reward model was trained on {shared.Length} of these {requests.Count} requests, the first with id {shared[0]}, and must not judge them. Pass --own-share to 'train reward' and 'train raft', or build its pairs with 'demur data pairs --use reward' and these with --use dpo.");
        }
    }

    private static PairUse OfKey(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key))[0] % 3 == 0 ? PairUse.Reward : PairUse.Dpo;
}

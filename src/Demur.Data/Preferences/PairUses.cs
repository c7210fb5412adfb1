using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;

namespace Demur.Data.Preferences;

/// <summary>Splits requests between the uses.</summary>
public static class PairUses
{
    /// <summary>Tells which use a row belongs to: one in three to reward models, by a hash of what it shares with its twin.</summary>
    /// <param name="row">The row.</param>
    public static PairUse Of(TrainingRow row) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(row.Pair ?? Sample.IdOf(row.Messages.SkipLast(1))))[0] % 3 == 0 ? PairUse.Reward : PairUse.Dpo;
}

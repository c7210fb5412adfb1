using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;

namespace Demur.Attacks;

/// <summary>Builds samples with an attack around them.</summary>
internal static class AttackedSamples
{
    /// <summary>Puts other words in the place of the last user turn.</summary>
    public static Sample Rewrite(Sample sample, IAttack attack, Func<string, string> rewrite)
    {
        var last = RequestTurn(sample, attack);
        ChatTurn[] messages = [.. sample.Messages];
        messages[last] = messages[last] with { Content = rewrite(messages[last].Content) };
        return Finish(sample, attack, messages);
    }

    /// <summary>Gives the sample other turns, and says what was done to it.</summary>
    public static Sample Finish(Sample sample, IAttack attack, IReadOnlyList<ChatTurn> messages, bool raw = false)
    {
        var isRaw = sample.Raw || raw;
        return sample with
        {
            Id = isRaw ? Sample.IdOf([new ChatTurn(RawCompletion.Key, ""), .. messages]) : Sample.IdOf(messages),
            Messages = messages,
            Raw = isRaw,
            Attack = sample.Attack is { } before
                ? before with { Name = $"{before.Name}{SampleAttack.Joint}{attack.Name}" }
                : new SampleAttack(attack.Name, sample.Id, sample.Request),
        };
    }

    /// <summary>Draws a number below a limit from the seed, the attack and the sample as it was before any attack.</summary>
    public static int Draw(Sample sample, IAttack attack, int seed, int limit)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {attack.Name} {sample.Attack?.OriginalId ?? sample.Id}"));
        return (int)(BinaryPrimitives.ReadUInt64LittleEndian(bytes) % (ulong)limit);
    }

    private static int RequestTurn(Sample sample, IAttack attack) => sample.Messages is [.., { Role: ChatTurn.User }]
        ? sample.Messages.Count - 1
        : throw new DemurException($"Sample {sample.Id} does not end with the user's turn, so {attack.Name} has no request to change. Leave the sample out, or the attack before it.");
}

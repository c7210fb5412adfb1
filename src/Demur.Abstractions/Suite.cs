using System.Security.Cryptography;
using System.Text;

namespace Demur.Abstractions;

/// <summary>A named set of samples that are measured the same way.</summary>
public sealed record Suite
{
    /// <summary>Gets the name used on the command line, such as <c>own-direct-harmful</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how the samples are measured.</summary>
    public SuiteKind Kind { get; init; } = SuiteKind.Generation;

    /// <summary>Gets one line saying what the suite is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the samples, in a fixed order.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Gets the new tokens that an answer needs before it can be scored.</summary>
    /// <value>The default is 48.</value>
    public int MaxNewTokens { get; init; } = 48;

    /// <summary>Computes the hash over kind, token limit and sample ids and labels; runs over different hashes are not compared.</summary>
    public string ComputeHash()
    {
        var text = new StringBuilder().Append(Kind).Append(' ').Append(MaxNewTokens);
        foreach (var sample in Samples)
        {
            text.Append('\n').Append(sample.Id).Append(' ').Append(sample.Label).Append(' ').Append(sample.Task).Append(' ').Append(sample.Answer);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}

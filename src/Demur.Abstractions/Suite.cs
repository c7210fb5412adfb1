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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Kind} {MaxNewTokens}"));
        foreach (var sample in Samples)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{sample.Id} {sample.Label} {sample.Task} {sample.Answer}{(sample.Raw ? " raw" : "")}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}

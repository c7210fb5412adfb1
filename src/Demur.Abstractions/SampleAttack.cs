namespace Demur.Abstractions;

/// <summary>What was done to a sample's request before it was asked.</summary>
/// <param name="Name">The attacks in the order they were done, as <c>template:derta+prefill:10</c>.</param>
/// <param name="OriginalId">The id of the sample as it is without the attack.</param>
/// <param name="Request">The request as it is without the attack; judges read this one.</param>
public sealed record SampleAttack(string Name, string OriginalId, string Request)
{
    /// <summary>What stands between the names of attacks that were done one after another.</summary>
    public const char Joint = '+';
}

namespace Demur.Tests.Testing;

/// <summary>Names the trait by which <c>./test GROUP</c> picks tests; a test without it is a unit test.</summary>
internal static class TestGroups
{
    public const string Trait = "Group";

    /// <summary>Reads <c>DEMUR_GOLDEN</c>.</summary>
    public const string Golden = "golden";

    /// <summary>Reads <c>DEMUR_DATA</c>.</summary>
    public const string Replication = "replication";

    /// <summary>Runs the product as its user does.</summary>
    public const string EndToEnd = "e2e";

    /// <summary>Left out of the ordinary run.</summary>
    public const string Slow = "slow";
}

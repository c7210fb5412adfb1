namespace Demur.Data.Own;

/// <summary>What a piece of own content may be used for.</summary>
public enum ContentSplit
{
    /// <summary>Training rows; never in a suite.</summary>
    Train,

    /// <summary>Suites; never in training rows.</summary>
    Suite,
}

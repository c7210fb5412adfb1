namespace Demur.Evaluation.Targets;

/// <summary>Why a target gave no answer.</summary>
public enum FailureKind
{
    /// <summary>Anything not named here.</summary>
    Other,

    /// <summary>The provider asked to slow down (429).</summary>
    RateLimited,

    /// <summary>No answer in the time given, or the provider's own time-out (408, 504).</summary>
    Timeout,

    /// <summary>No connection, or one that broke.</summary>
    Connection,

    /// <summary>The provider failed (5xx, overloaded).</summary>
    Server,

    /// <summary>The key is missing, wrong, or has no access (401, 403).</summary>
    Access,

    /// <summary>The provider does not take the request as it is (other 4xx).</summary>
    Request,

    /// <summary>What came back is not an answer.</summary>
    Unreadable,

    /// <summary>The budget is spent.</summary>
    Budget,
}

namespace Demur.Data.Own;

/// <summary>Which part of the own content a request comes from.</summary>
public enum OwnRequestKind
{
    /// <summary>A direct request of a pair.</summary>
    Direct,

    /// <summary>A task on a document of a pair.</summary>
    Document,

    /// <summary>A task on a document without a harmful twin.</summary>
    Useful,

    /// <summary>An everyday request.</summary>
    Ordinary,
}

namespace Demur.Steering.Directions;

/// <summary>Whether a candidate that lies exactly on a bound may be chosen.</summary>
public enum SelectionBounds
{
    /// <summary>As the authors' release does it: induce at least its bound, KL at most its bound, layer below the whole part of the share.</summary>
    Inclusive,

    /// <summary>As the paper writes it: induce above its bound, KL below its bound, layer below the share itself.</summary>
    Strict,
}

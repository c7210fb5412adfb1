namespace Demur.Evaluation.Statistics;

/// <summary>How often samples of one label were refused.</summary>
/// <param name="Full">Refused in full.</param>
/// <param name="Partial">Refused in part.</param>
/// <param name="Neither">Anything else that was scored.</param>
public readonly record struct RefusalCounts(int Full, int Partial, int Neither)
{
    /// <summary>Gets the samples refused, in full or in part.</summary>
    public int Refused => Full + Partial;

    /// <summary>Gets the samples scored.</summary>
    public int Scored => Full + Partial + Neither;

    /// <summary>Gets the share refused.</summary>
    public double RefusedShare => (double)Refused / Scored;

    /// <summary>Draws as many samples again.</summary>
    internal RefusalCounts Draw(Random random)
    {
        var (full, partial) = (0, 0);
        for (var i = 0; i < Scored; i++)
        {
            var place = random.Next(Scored);
            full += place < Full ? 1 : 0;
            partial += place >= Full && place < Refused ? 1 : 0;
        }

        return new RefusalCounts(full, partial, Scored - full - partial);
    }
}

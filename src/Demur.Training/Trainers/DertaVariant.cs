namespace Demur.Training.Trainers;

/// <summary>Where the paper and the published code of DeRTa differ.</summary>
public enum DertaVariant
{
    /// <summary>Prefixes are cut between tokens, anew in every epoch; both losses are means of their own.</summary>
    Paper,

    /// <summary>Prefixes are cut between words, every third is empty, and one mean runs over the tokens of both losses.</summary>
    AsReleased,
}

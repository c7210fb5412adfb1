namespace Demur.Data.Catalogue;

/// <summary>What the licences of the catalogue allow.</summary>
public static class Licences
{
    /// <summary>SPDX's word for a work whose publisher states no licence.</summary>
    public const string NotStated = "NOASSERTION";

    // A licence that is not listed here is not known to allow it, so its rows only evaluate.
    private static readonly HashSet<string> Training = new(StringComparer.Ordinal)
    {
        "Apache-2.0", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "LicenseRef-public-domain", "MIT", "ODC-By-1.0",
    };

    /// <summary>Tells whether a model that is given away may be trained on text under a licence.</summary>
    /// <param name="licence">An SPDX identifier; non-commercial licences and <see cref="NotStated"/> allow evaluation only.</param>
    public static bool AllowTraining(string licence) => Training.Contains(licence);
}

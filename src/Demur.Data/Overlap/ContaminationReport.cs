namespace Demur.Data.Overlap;

/// <summary>What a file of training rows gives away of the suites it is measured on.</summary>
/// <param name="Rows">The training rows looked at.</param>
/// <param name="Samples">The samples looked at, over all suites.</param>
/// <param name="ByMeaning">Whether meaning was compared too; without an encoder only words are.</param>
/// <param name="Matches">The matches by suite and sample, strongest first.</param>
public sealed record ContaminationReport(int Rows, int Samples, bool ByMeaning, IReadOnlyList<ContaminationMatch> Matches)
{
    /// <summary>Gives the matches in suites that are not allowed by name; any is an error for whoever builds or trains.</summary>
    /// <param name="allowedSuites">Names of suites that may overlap.</param>
    public IReadOnlyList<ContaminationMatch> Except(IEnumerable<string> allowedSuites)
    {
        var allowed = allowedSuites.ToHashSet(StringComparer.Ordinal);
        return [.. Matches.Where(match => !allowed.Contains(match.Suite))];
    }
}

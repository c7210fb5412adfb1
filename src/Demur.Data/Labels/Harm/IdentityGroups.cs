using System.Text.RegularExpressions;

namespace Demur.Data.Labels.Harm;

/// <summary>Finds the identity group that a request of I-CoNa is about, by words; the set itself names none.</summary>
internal static partial class IdentityGroups
{
    /// <summary>Gets the first group whose words the text has, or <see langword="null"/>.</summary>
    public static string? Of(string suite, string text) => suite != "i-cona" ? null
        : Jews().IsMatch(text) ? "Jews"
        : Muslims().IsMatch(text) ? "Muslims"
        : Migrants().IsMatch(text) ? "immigrants"
        : Lgbt().IsMatch(text) ? "LGBT+ people"
        : Black().IsMatch(text) ? "black people"
        : Women().IsMatch(text) ? "women"
        : Disabled().IsMatch(text) ? "disabled people"
        : "other";

    [GeneratedRegex(@"\bjew|\bzionis|\bholocaust", RegexOptions.IgnoreCase)]
    private static partial Regex Jews();

    [GeneratedRegex(@"\bmuslim|\bislam|\bmosque|\bhijab|\bburqa|\bsharia", RegexOptions.IgnoreCase)]
    private static partial Regex Muslims();

    [GeneratedRegex(@"migrant|\brefugee|\basylum|\bforeigner|\billegals\b|\bborder", RegexOptions.IgnoreCase)]
    private static partial Regex Migrants();

    [GeneratedRegex(@"\bgays?\b|\bhomosexual|\blesbian|\btrans(gender|sexual)?\b|\blgbt|\bqueer|\bbisexual|\bsame[- ]sex", RegexOptions.IgnoreCase)]
    private static partial Regex Lgbt();

    [GeneratedRegex(@"\bblacks?\b|\bafrican|\bnegro|\brace\b|\bwhites?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Black();

    [GeneratedRegex(@"\bwom[ae]n|\bfemale|\bfeminis|\bgirls?\b|\bwife|\bwives", RegexOptions.IgnoreCase)]
    private static partial Regex Women();

    [GeneratedRegex(@"\bdisab|\bretard|\bautis|\bdown'?s syndrome|\bhandicap", RegexOptions.IgnoreCase)]
    private static partial Regex Disabled();
}

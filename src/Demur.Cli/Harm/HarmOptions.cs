using System.CommandLine;

namespace Demur.Cli.Harm;

/// <summary>Options that commands about harm share.</summary>
internal static class HarmOptions
{
    public static Option<double?> Threshold()
    {
        var option = new Option<double?>("--threshold") { Description = "The least probability of harm that is called harmful, from 0 to 1; left out, the judge's own." };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 1)
            {
                result.AddError("--threshold lies between 0 and 1.");
            }
        });
        return option;
    }
}

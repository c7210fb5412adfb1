using System.Text.RegularExpressions;
using Demur.Abstractions;
using Demur.Models.Checkpoints;

namespace Demur.Models.Adapters;

/// <summary>Matches module names as PEFT does.</summary>
internal static class ModuleNames
{
    /// <summary>Tells whether a module is meant by one of an adapter's targets.</summary>
    public static bool IsTarget(string module, IReadOnlyList<string> targets) => targets switch
    {
        [LoraOptions.AllLinear] => true,
        [var only] when !IsPlain(only) => Compile($"^(?:{only})$", only).IsMatch(module),
        _ => targets.Any(target => module == target || module.EndsWith('.' + target)),
    };

    /// <summary>Tells whether a module's name ends with what a pattern's key says, which may be an expression.</summary>
    public static bool EndsLike(string module, string key) =>
        IsPlain(key) ? module == key || module.EndsWith('.' + key) : Compile($"^(?:.*\\.)?(?:{key})$", key).IsMatch(module);

    private static bool IsPlain(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');

    // The expression comes from a file: it must not be able to run for long.
    private static Regex Compile(string expression, string shown)
    {
        try
        {
            return new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new DemurException($"{Shown.Name(shown)} is no pattern for module names. List the modules by the ends of their names.", error);
        }
    }
}

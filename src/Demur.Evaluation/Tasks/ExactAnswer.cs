using System.Globalization;
using System.Text.RegularExpressions;

namespace Demur.Evaluation.Tasks;

/// <summary>Compares a response with the right answer, as GSM8K is scored: the last number counts.</summary>
/// <remarks>Cobbe et al. 2021, "Training Verifiers to Solve Math Word Problems". Where the right answer is no number, it must be the response's last line or the whole of it, case aside.</remarks>
internal static partial class ExactAnswer
{
    public static TaskCheckResult Check(string expected, string response)
    {
        if (Parse(expected) is not { } right)
        {
            var lines = response.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var said = lines is [.., var last] ? last : "";
            return new TaskCheckResult(Same(said, expected) || Same(response, expected), $"last line is \"{said}\", right is \"{expected}\"");
        }

        var numbers = Number().Matches(response);
        return numbers.Count > 0 && Parse(numbers[^1].Value) is { } number
            ? new TaskCheckResult(number == right, string.Create(CultureInfo.InvariantCulture, $"last number is {number}, right is {right}"))
            : new TaskCheckResult(false, "no number");
    }

    private static bool Same(string said, string expected) => string.Equals(said.Trim().TrimEnd('.'), expected.Trim(), StringComparison.OrdinalIgnoreCase);

    private static decimal? Parse(string text) =>
        decimal.TryParse(text.Trim().Replace(",", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

using System.Text.RegularExpressions;
using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Judges.Rubrics;

/// <summary>Reads a judge's reply strictly: what is not said as asked is not guessed.</summary>
internal static partial class RubricReply
{
    private const int LongestShown = 80;

    public static RubricVerdict Read(Rubric rubric, string reply, string by)
    {
        var lines = TextNormaliser.WithoutReasoning(reply).Split('\n').Select(line => Bare(line)).Where(line => line.Length > 0).ToArray();
        var last = lines.TakeLast(rubric.Fields.Count).ToArray();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in rubric.Fields)
        {
            var said = last.Select(line => Line().Match(line)).Where(match => match.Success && match.Groups[1].Value.Equals(field.Key, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (said is not [var only])
            {
                return Missing(rubric, reply, by, $"the reply does not end with one line \"{field.Key}: ...\"");
            }

            var value = only.Groups[2].Value.Trim().TrimEnd('.');
            if (!field.Takes(value))
            {
                return new RubricVerdict(VerdictKind.Unparsed, by, new Dictionary<string, string>(), $"{field.Key} is \"{Short(value)}\", which the rubric does not allow");
            }

            values[field.Key] = value.ToLowerInvariant();
        }

        return new RubricVerdict(VerdictKind.Given, by, values, "");
    }

    private static RubricVerdict Missing(Rubric rubric, string reply, string by, string reason)
    {
        var text = TextNormaliser.Normalise(reply);
        ChatTurn[] turns = [new(ChatTurn.User, rubric.About)];
        var sample = new Sample { Id = "", Messages = turns, Label = SampleLabel.Harmless, Source = "", Licence = "" };
        var refused = PatternJudge.Judge(sample, new SampleResponse { Text = reply }, text, ResponseReading.Of(sample, text), RefusalDefinition.SaysSo).Outcome == Outcome.FullRefusal;
        return new RubricVerdict(refused ? VerdictKind.Refused : VerdictKind.Unparsed, by, new Dictionary<string, string>(), refused ? "the judge declined" : reason);
    }

    private static string Bare(string line) => line.Trim().Trim('*', '_', '`', '#', ' ').Replace("**", "", StringComparison.Ordinal);

    private static string Short(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "...";

    [GeneratedRegex(@"^([A-Za-z_]+)\s*:\s*(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}

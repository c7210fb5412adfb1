using System.Text.Json;
using System.Text.RegularExpressions;
using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>Ability sets: MMLU by multiple choice, grade-school mathematics by its last number.</summary>
internal static partial class AbilitySuites
{
    private const int MathTokens = 256;
    private const string Mmlu = "data/test/helpfulness_mmlu_500.json";

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        new()
        {
            Name = "mmlu",
            Set = "derta",
            Files = [Mmlu],
            Kind = SuiteKind.MultipleChoice,
            Description = "500 MMLU questions with four choices, as DeRTa selected them.",
            Read = reader => reader.JsonLines(Mmlu).Select(row => ToChoices(reader, row)),
        },
        MakeMath("gsm8k", "gsm8k", "test.jsonl", "GSM8K: 1,319 word problems; the answer is the last number."),
        MakeMath("derta-gsm8k", "derta", "data/test/helpfulness_gsm8k_500.json", "500 problems of GSM8K, as DeRTa selected them."),
    ];

    /// <summary>Gives the number behind the mark that ends a worked answer.</summary>
    public static string FinalNumber(string answer) => answer[(answer.LastIndexOf("####", StringComparison.Ordinal) + 4)..].Trim().Replace(",", "", StringComparison.Ordinal);

    private static PublicSuite MakeMath(string name, string set, string file, string description) => new()
    {
        Name = name,
        Set = set,
        Files = [file],
        MaxNewTokens = MathTokens,
        Description = description,
        Read = reader => reader.JsonLines(file).Select(row => reader.Sample(file, row.GetProperty("question").GetString()!, SampleLabel.Harmless) with
        {
            Tags = new Dictionary<string, string> { [Sample.AnswerTag] = FinalNumber(row.GetProperty("answer").GetString()!) },
        }),
    };

    private static Sample ToChoices(SetReader reader, JsonElement row)
    {
        var text = row.GetProperty("question").GetString()!;
        var options = text.IndexOf("-options", StringComparison.Ordinal);
        var choices = Option().Matches(text, Math.Max(0, options)).Select(match => match.Groups[1].Value.Trim()).ToArray();
        var answer = row.GetProperty("answer").GetString()![0] - 'A';
        return options > 0 && answer >= 0 && answer < choices.Length
            ? reader.Sample(Mmlu, text[..options], SampleLabel.Harmless) with { Choices = choices, Answer = answer }
            : throw new DemurException($"{Mmlu}: a question has {choices.Length} choices, and its answer is number {answer + 1}.");
    }

    [GeneratedRegex(@"^-\([A-Z]\) (.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}

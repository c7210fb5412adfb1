using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>DeRTa's test sets: 200 harmful questions, plain and under four attacks, and its helpfulness sets.</summary>
internal static class DertaSuites
{
    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("derta-illegal-instructions", "safety_illegal_instructions_200", SampleLabel.Harmful, "DeRTa: 200 harmful questions, plain."),
        Make("derta-codeattack", "safety_codeattack", SampleLabel.Harmful, "DeRTa: the harmful questions hidden in code to complete."),
        Make("derta-completionattack", "safety_completionattack", SampleLabel.Harmful, "DeRTa: the harmful questions as a beginning to complete."),
        Make("derta-jailbreakchat", "safety_jailbreakchat", SampleLabel.Harmful, "DeRTa: the harmful questions in role-play jailbreaks."),
        Make("derta-selfcipher", "safety_selfcipher", SampleLabel.Harmful, "DeRTa: the harmful questions behind few-shot harmful dialogues."),
        Make("derta-alpaca-eval", "helpfulness_alpaca_eval_300", SampleLabel.Harmless, "DeRTa: 300 everyday instructions of AlpacaEval."),
    ];

    private static PublicSuite Make(string name, string stem, SampleLabel label, string description)
    {
        var file = $"data/test/{stem}.json";
        return new PublicSuite
        {
            Name = name,
            Set = "derta",
            Files = [file],
            Description = description,
            Read = reader => reader.JsonLines(file).Select(row => reader.Sample(file, row.GetProperty("question").GetString()!, label)),
        };
    }
}

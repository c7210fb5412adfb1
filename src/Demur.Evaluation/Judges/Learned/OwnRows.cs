using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>Rows that Demur's authors wrote, so that a judge learns what no public set says plainly: their kind is known by construction.</summary>
public static class OwnRows
{
    /// <summary>The source that these rows carry.</summary>
    public const string Source = "own";

    private const int SubjectsEach = 6;

    private static readonly (string Key, RefusalKind Kind)[] Parts =
        [("complies", RefusalKind.Complies), ("partial", RefusalKind.Partial), ("says_no", RefusalKind.SaysNo), ("gives_nothing", RefusalKind.GivesNothing)];

    /// <summary>Makes the rows: each sentence about a few subjects drawn with the seed.</summary>
    /// <param name="seed">The seed.</param>
    public static IReadOnlyList<LabelledResponse> Make(int seed)
    {
        using var stream = typeof(OwnRows).Assembly.GetManifestResourceStream("Demur.Evaluation.Judges.own-rows.json")!;
        using var document = JsonDocument.Parse(stream);
        string[] subjects = [.. document.RootElement.GetProperty("subjects").EnumerateArray().Select(subject => subject.GetString()!)];
        var random = new Random(seed);
        List<LabelledResponse> rows = [];
        foreach (var (key, kind) in Parts)
        {
            foreach (var sentence in document.RootElement.GetProperty(key).EnumerateArray().Select(sentence => sentence.GetString()!))
            {
                rows.AddRange(random.GetItems(subjects, SubjectsEach).Distinct(StringComparer.Ordinal).Select(subject => new LabelledResponse
                {
                    Prompt = $"How do I {subject}?",
                    Response = sentence.Replace("{0}", subject, StringComparison.Ordinal),
                    Label = OutcomeOf(kind),
                    Source = Source,
                    Model = Source,
                    Detail = kind.ToString(),
                }));
            }
        }

        return rows;
    }

    private static Outcome OutcomeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Complies => Outcome.FullCompliance,
        RefusalKind.Partial => Outcome.PartialRefusal,
        _ => Outcome.FullRefusal,
    };
}

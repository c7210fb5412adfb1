using System.Text.RegularExpressions;
using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Importers;

/// <summary>DeRTa's published attacked prompts, taken apart: each question with what it became under each attack.</summary>
/// <remarks>The files of code, role play and cipher keep the order of the questions. The rewritings do not, so each question is matched to the one that shares its words.</remarks>
public sealed partial class DertaPrompts
{
    private const string Set = "derta";
    private const string Folder = "data/test/safety_";

    private DertaPrompts(SetReader reader)
    {
        Questions = Read(reader, "illegal_instructions_200");
        Code = Read(reader, "codeattack");
        RolePlays = Read(reader, "jailbreakchat");
        Ciphers = Read(reader, "selfcipher");
        Rewritings = Matched([.. Rows(reader, "completionattack")]);
    }

    /// <summary>Gets the plain questions.</summary>
    public IReadOnlyList<string> Questions { get; }

    /// <summary>Gets each question as code to complete.</summary>
    public IReadOnlyList<string> Code { get; }

    /// <summary>Gets each question in its role play.</summary>
    public IReadOnlyList<string> RolePlays { get; }

    /// <summary>Gets each question behind the cipher's demonstrations.</summary>
    public IReadOnlyList<string> Ciphers { get; }

    /// <summary>Gets what each question was rewritten to, as the file has it with white space at the ends.</summary>
    public IReadOnlyList<string> Rewritings { get; }

    /// <summary>Reads the prompts.</summary>
    /// <param name="root">The folder of public sets; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">A file is missing or was changed.</exception>
    public static DertaPrompts Read(string root) => new(new SetReader(new DataStore(root), DataCatalogue.Get(Set)));

    private static string[] Read(SetReader reader, string stem) => [.. Rows(reader, stem).Select(text => text.TrimEnd())];

    private static IEnumerable<string> Rows(SetReader reader, string stem) => reader.JsonLines($"{Folder}{stem}.json").Select(row => row.GetProperty("question").GetString()!);

    // The best pair first, then the best of what is left: every question gets one rewriting, every rewriting one question.
    private string[] Matched(string[] rewritings)
    {
        var (asked, written) = (Questions.Select(Words).ToArray(), rewritings.Select(text => Words(text.Length > Beginning ? text[..Beginning] : text)).ToArray());
        var spread = asked.Concat(written).SelectMany(words => words.Keys).CountBy(word => word).ToDictionary(entry => entry.Key, entry => Math.Log((double)(asked.Length + written.Length) / entry.Value), StringComparer.Ordinal);
        var (left, right) = (asked.Select(words => Weighted(words, spread)).ToArray(), written.Select(words => Weighted(words, spread)).ToArray());
        var result = new string?[asked.Length];
        HashSet<int> used = [];
        foreach (var (question, text, _) in (from i in Enumerable.Range(0, left.Length) from j in Enumerable.Range(0, right.Length) select (i, j, Alike: left[i].Sum(word => word.Value * right[j].GetValueOrDefault(word.Key)))).OrderByDescending(pair => pair.Alike))
        {
            if (result[question] is null && used.Add(text))
            {
                result[question] = rewritings[text];
            }
        }

        return result!;
    }

    private const int Beginning = 400;
    private const int Stem = 5;

    private static Dictionary<string, int> Words(string text) =>
        Word().Matches(text.ToLowerInvariant()).Select(match => match.Value.Length > Stem ? match.Value[..Stem] : match.Value).CountBy(word => word).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, double> Weighted(Dictionary<string, int> words, Dictionary<string, double> spread)
    {
        var weights = words.ToDictionary(word => word.Key, word => word.Value * spread[word.Key], StringComparer.Ordinal);
        var length = Math.Sqrt(weights.Values.Sum(weight => weight * weight));
        return weights.ToDictionary(word => word.Key, word => word.Value / length, StringComparer.Ordinal);
    }

    [GeneratedRegex("[a-z0-9']+")]
    private static partial Regex Word();
}

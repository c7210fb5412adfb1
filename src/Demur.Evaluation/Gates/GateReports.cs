using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Demur.Abstractions;

namespace Demur.Evaluation.Gates;

/// <summary>Writes a gate's result for the programs that read it: JUnit XML, SARIF, Markdown, JSON.</summary>
public static class GateReports
{
    /// <summary>Writes JUnit XML: a regression is a failure, what is inconclusive is skipped with its message.</summary>
    /// <param name="result">The result.</param>
    public static string JUnit(GateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", $"demur gate {result.Policy.Name}"),
            new XAttribute("tests", result.Checks.Count),
            new XAttribute("failures", result.Checks.Count(check => check.Verdict == GateVerdict.Regression)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", result.Checks.Count(check => check.Verdict == GateVerdict.Inconclusive)),
            new XElement("properties", Property("verdict", DemurJson.NameOf(result.Verdict)), Property("baseline", result.Baseline.Value), Property("candidate", result.Candidate.Value), Property("scorer", result.Scorer)),
            result.Checks.Select(check => new XElement(
                "testcase",
                new XAttribute("classname", $"gate.{check.Rule}"),
                new XAttribute("name", Clean(check.Name)),
                check.Verdict switch
                {
                    GateVerdict.Regression => new XElement("failure", new XAttribute("type", "regression"), new XAttribute("message", Clean(check.Message))),
                    GateVerdict.Inconclusive => new XElement("skipped", new XAttribute("message", Clean(check.Message))),
                    _ => new XElement("system-out", Clean(check.Message)),
                })));
        return new XDocument(new XDeclaration("1.0", "utf-8", null), new XElement("testsuites", suite)) is var document ? $"{document.Declaration}\n{document}\n" : "";
    }

    /// <summary>Writes SARIF 2.1.0: a regression is an error, what is inconclusive a warning (a note for a category or task), and what passed is left out.</summary>
    /// <param name="result">The result.</param>
    /// <param name="artifact">The file that the results are attached to, relative to the repository; the policy, or the candidate's <c>run.json</c>.</param>
    public static string Sarif(GateResult result, string artifact)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rules = result.Checks.Select(check => check.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var found = result.Checks.Where(check => check.Verdict != GateVerdict.Pass).Select(check => (JsonNode)new JsonObject
        {
            ["ruleId"] = check.Rule,
            ["ruleIndex"] = Array.IndexOf(rules, check.Rule),
            ["kind"] = check.Verdict == GateVerdict.Regression ? "fail" : "review",
            ["level"] = check.Verdict == GateVerdict.Regression ? "error" : "none",
            ["message"] = new JsonObject { ["text"] = $"{check.Name}: {check.Message}" },
            ["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = artifact.Replace('\\', '/') }, ["region"] = new JsonObject { ["startLine"] = 1 } } }),
            ["partialFingerprints"] = new JsonObject { ["check/v1"] = check.Name },
        }).ToArray();
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "demur gate",
                        ["version"] = typeof(GateReports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
                        ["rules"] = new JsonArray([.. rules.Select(rule => new JsonObject { ["id"] = rule, ["shortDescription"] = new JsonObject { ["text"] = rule.Replace('-', ' ') } })]),
                    },
                },
                ["results"] = new JsonArray(found),
                ["properties"] = new JsonObject { ["verdict"] = DemurJson.NameOf(result.Verdict), ["baseline"] = result.Baseline.Value, ["candidate"] = result.Candidate.Value },
            }),
        }.ToJsonString(DemurJson.Indented) + "\n";
    }

    /// <summary>Writes Markdown for a pull request.</summary>
    /// <param name="result">The result.</param>
    public static string Markdown(GateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## Refusal gate: {Words(result.Verdict)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Escape(result.CandidateTarget)} (run {result.Candidate}) against {Escape(result.BaselineTarget)} (run {result.Baseline}), policy {Escape(result.Policy.Name)}, scored by {result.Scorer}.\n\n");
        text.Append("| | check | before | after | change, 95 % | pairs | p |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var check in result.Checks.Where(check => !check.IsSlice || check.Verdict == GateVerdict.Regression))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Words(check.Verdict)} | {Escape(check.Name)} | {Value(check, check.Before)} | {Value(check, check.After)} | {Change(check)} | {check.Pairs} | {P(check.P)} |\n");
        }

        var slices = result.Checks.Where(check => check.IsSlice).ToArray();
        if (slices.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{slices.Length} categories and tasks: {slices.Count(check => check.Verdict == GateVerdict.Pass)} within what is tolerated, ");
            text.Append(CultureInfo.InvariantCulture, $"{slices.Count(check => check.Verdict == GateVerdict.Inconclusive)} too small to tell, {slices.Count(check => check.Verdict == GateVerdict.Regression)} worse.\n");
        }

        var told = result.Checks.Where(check => check.Verdict == GateVerdict.Regression || (check is { Verdict: GateVerdict.Inconclusive, IsSlice: false })).ToArray();
        return told is [] ? text.ToString() : text.Append('\n').AppendJoin('\n', told.Select(check => $"- {Escape(check.Message)}")).Append('\n').ToString();
    }

    /// <summary>Writes JSON.</summary>
    /// <param name="result">The result.</param>
    public static string Json(GateResult result) => JsonSerializer.Serialize(result, DemurJson.Indented) + "\n";

    /// <summary>Puts a verdict into a word.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Words(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => "pass",
        GateVerdict.Regression => "REGRESSION",
        _ => "inconclusive",
    };

    /// <summary>Writes a check's value in its unit.</summary>
    /// <param name="check">The check.</param>
    /// <param name="value">The value.</param>
    public static string Value(GateCheck check, double? value)
    {
        ArgumentNullException.ThrowIfNull(check);
        return value is not { } known ? "" : IsNats(check) ? known.ToString("F3", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{100 * known:F1} %");
    }

    /// <summary>Writes a check's interval in its unit.</summary>
    /// <param name="check">The check.</param>
    public static string Change(GateCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.Change is not { } change || check.Before is null ? ""
            : IsNats(check) ? string.Create(CultureInfo.InvariantCulture, $"[{change.Low:+0.000;-0.000;0.000}, {change.High:+0.000;-0.000;0.000}]")
            : string.Create(CultureInfo.InvariantCulture, $"[{100 * change.Low:+0.0;-0.0;0.0}, {100 * change.High:+0.0;-0.0;0.0}]");
    }

    /// <summary>Writes a p-value.</summary>
    /// <param name="p">The value.</param>
    public static string P(double? p) => p switch { null => "", < 0.001 => "< 0.001", { } value => value.ToString("F3", CultureInfo.InvariantCulture) };

    private static bool IsNats(GateCheck check) => check.Rule == "cross-entropy";

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), new XAttribute("value", value));

    // XML 1.0 has no place for control characters.
    private static string Clean(string text) => string.Concat(text.Where(letter => letter is '\t' or '\n' || !char.IsControl(letter)));

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}

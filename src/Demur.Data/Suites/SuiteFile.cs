using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Data.Suites;

/// <summary>Suites as files: YAML with a header and a list of samples, or JSONL with a sample a line and the header in an optional first line.</summary>
/// <remarks>The fields stand in <c>suite.schema.json</c> beside this class; <c>demur suite schema</c> prints it.</remarks>
public static class SuiteFile
{
    private const int Format = 1;
    private const int MostTokens = 100_000;

    /// <summary>Gets the fields of a header.</summary>
    public static IReadOnlyList<string> HeaderFields { get; } = ["format", "name", "description", "kind", "max_new_tokens", "source", "licence", "citation"];

    /// <summary>Gets the fields of a sample.</summary>
    public static IReadOnlyList<string> SampleFields { get; } = ["prompt", "messages", "label", "category", "task", "document", "form", "pair", "choices", "answer", "expected", "licence", "tags"];

    /// <summary>Tells whether a name given for a suite is the path of a suite file.</summary>
    /// <param name="nameOrPath">The name.</param>
    public static bool IsPath(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return Path.GetExtension(nameOrPath).ToUpperInvariant() is ".YAML" or ".YML" or ".JSONL";
    }

    /// <summary>Reads a suite.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is missing or wrong; the message names the first problem's line and how many there are.</exception>
    public static Suite Read(string path)
    {
        var content = Inspect(path);
        var errors = content.Problems.Where(problem => !problem.IsWarning).ToArray();
        return content.Suite ?? throw new DemurException(
            $"{path}, line {errors[0].Line}: {errors[0].Message}{(errors.Length > 1 ? $" And {errors.Length - 1} more; demur suite validate {path} shows all." : "")}");
    }

    /// <summary>Reads a file and lists everything that is wrong with it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is missing, or is neither YAML nor JSONL.</exception>
    public static SuiteFileContent Inspect(string path)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no file '{path}'. demur suite new {path} makes one to begin with.");
        }

        var (header, nodes) = SuiteFileReader.Read(path);
        List<SuiteProblem> problems = [];
        var fields = new SuiteFields(header, problems);
        fields.Only(HeaderFields);
        if (fields.Number("format") is { } format && format != Format)
        {
            fields.Wrong($"format {format} is not known; this version reads {Format}.");
        }

        var kind = fields.Choice<SuiteKind>("kind") ?? SuiteKind.Generation;
        var tokens = fields.Number("max_new_tokens") ?? new Suite { Name = "", Samples = [] }.MaxNewTokens;
        if (tokens is < 1 or > MostTokens)
        {
            fields.Wrong($"max_new_tokens is {tokens}; give 1 to {MostTokens}.");
        }

        var (source, licence) = (fields.Text("source") ?? "own", fields.Text("licence") ?? "NOASSERTION");
        var samples = nodes.Select(node => SuiteFileSample.Read(new SuiteFields(node, problems), new SuiteDefaults(kind, source, licence))).ToArray();
        SuiteWarnings.Add(problems, samples.Zip(nodes, (sample, node) => (sample, node.Line)).ToArray(), kind);
        problems.Sort((a, b) => a.Line.CompareTo(b.Line));
        var usable = problems.TrueForAll(problem => problem.IsWarning);
        var suite = new Suite
        {
            Name = fields.Text("name") ?? Path.GetFileNameWithoutExtension(path),
            Kind = kind,
            Description = fields.Text("description") ?? "",
            MaxNewTokens = tokens,
            Samples = usable ? [.. samples.OfType<Sample>()] : [],
        };
        return new SuiteFileContent(usable ? suite : null, problems, fields.Text("citation"), licence);
    }

    /// <summary>Gets the JSON schema of suite files.</summary>
    public static string Schema()
    {
        using var stream = typeof(SuiteFile).Assembly.GetManifestResourceStream("Suites/suite.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Writes a suite as JSONL, whole or not at all; <see cref="Read"/> gives the same samples again.</summary>
    /// <param name="path">The file, ending in .jsonl.</param>
    /// <param name="suite">The suite.</param>
    public static void Write(string path, Suite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var header = new JsonObject
        {
            [SuiteFileReader.HeaderField] = new JsonObject
            {
                ["format"] = Format, ["name"] = suite.Name, ["description"] = suite.Description,
                ["kind"] = DemurJson.NameOf(suite.Kind), ["max_new_tokens"] = suite.MaxNewTokens,
            },
        };
        WholeFile.WriteLines(path, suite.Samples.Select(SuiteFileSample.Write).Prepend(header).Select(line => line.ToJsonString(DemurJson.Line)));
    }
}

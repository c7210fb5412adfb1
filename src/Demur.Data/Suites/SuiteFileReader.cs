using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Data.Formats;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Demur.Data.Suites;

/// <summary>Reads a suite file of either format into one header and its samples, each with its line.</summary>
internal static class SuiteFileReader
{
    /// <summary>The field of a JSONL file's first line that holds the header.</summary>
    public const string HeaderField = "suite";

    /// <summary>The field of a YAML file that holds the samples.</summary>
    public const string SamplesField = "samples";

    /// <summary>Reads a file.</summary>
    /// <exception cref="DemurException">It is neither; the message names the line.</exception>
    public static (SuiteFileNode Header, IReadOnlyList<SuiteFileNode> Samples) Read(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".YAML" or ".YML" => ReadYaml(path),
        ".JSONL" => ReadLines(path),
        _ => throw new DemurException($"{path}: a suite file ends in .yaml, .yml or .jsonl, not '{Path.GetExtension(path)}'."),
    };

    private static (SuiteFileNode Header, IReadOnlyList<SuiteFileNode> Samples) ReadLines(string path)
    {
        List<SuiteFileNode> nodes = [];
        foreach (var (number, line) in JsonLines.Texts(path))
        {
            try
            {
                nodes.Add(new SuiteFileNode(number, JsonNode.Parse(line) as JsonObject ?? throw new DemurException($"{path}, line {number}: a line holds one JSON object.")));
            }
            catch (JsonException broken)
            {
                throw new DemurException($"{path}, line {number}, is not JSON: {broken.Message.Split(". ")[0]}.", broken);
            }
        }

        return nodes is [var first, ..] && first.Fields[HeaderField] is JsonObject header
            ? (new SuiteFileNode(first.Line, header), nodes[1..])
            : (new SuiteFileNode(1, []), nodes);
    }

    private static (SuiteFileNode Header, IReadOnlyList<SuiteFileNode> Samples) ReadYaml(string path)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = new StreamReader(path);
            yaml.Load(reader);
        }
        catch (YamlException broken)
        {
            throw new DemurException($"{path}, line {broken.Start.Line}, column {broken.Start.Column}: {(broken.InnerException?.Message ?? broken.Message).Split('\n')[0]}", broken);
        }

        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }])
        {
            throw new DemurException($"{path}: a suite file is one mapping with name and {SamplesField}.");
        }

        var samples = root.Children.FirstOrDefault(child => ((YamlScalarNode)child.Key).Value == SamplesField).Value switch
        {
            null => throw new DemurException($"{path}: there is no '{SamplesField}'."),
            YamlSequenceNode list => list,
            var other => throw new DemurException($"{path}, line {other.Start.Line}: '{SamplesField}' is a list."),
        };
        var header = (JsonObject)Convert(root)!;
        header.Remove(SamplesField);
        return (
            new SuiteFileNode((int)root.Start.Line, header),
            [.. samples.Children.Select(sample => new SuiteFileNode(
                (int)sample.Start.Line,
                Convert(sample) as JsonObject ?? throw new DemurException($"{path}, line {sample.Start.Line}: a sample is a mapping with prompt and label.")))]);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value ?? "", Convert(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => null,
    };

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}

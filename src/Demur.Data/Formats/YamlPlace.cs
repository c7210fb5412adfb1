using Demur.Abstractions;
using YamlDotNet.RepresentationModel;

namespace Demur.Data.Formats;

/// <summary>Where in a YAML file something stands.</summary>
/// <param name="File">What errors call the file.</param>
/// <param name="Keys">The keys that lead there, joined by dots; empty at the top.</param>
internal sealed record YamlPlace(string File, string Keys = "")
{
    public YamlPlace Below(string key) => this with { Keys = Keys.Length == 0 ? key : $"{Keys}.{key}" };

    public DemurException Bad(YamlNode node, string what) =>
        new($"{File}, line {node.Start.Line}, column {node.Start.Column}: {(Keys.Length == 0 ? "the file" : Keys)} {what}.");
}

using System.Reflection;
using System.Xml.Linq;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests;

/// <summary>What may refer to what: the arrows between projects.</summary>
public sealed class LayoutTests
{
    private const string ExtensionsAI = "Microsoft.Extensions.AI.Abstractions";

    // Projects to come have their row already, so that none is added without one.
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Tensors"] = [],
        ["Abstractions"] = [],
        ["Models"] = ["Tensors", "Abstractions"],
        ["Data"] = ["Abstractions"],
        ["Evaluation"] = ["Abstractions"],
        ["Guardrails"] = ["Abstractions"],
        ["Registry"] = ["Abstractions"],
        ["Training"] = ["Models", "Data"],
        ["Steering"] = ["Models", "Training"],
        ["Attacks"] = ["Abstractions", "Models"],
        ["Proxy"] = ["Guardrails"],
        ["Web"] = ["Evaluation", "Attacks", "Guardrails", "Registry", "Proxy"],
        ["Cli"] = ["Tensors", "Abstractions", "Models", "Data", "Evaluation", "Guardrails", "Registry", "Training", "Steering", "Attacks", "Proxy", "Web"],
    };

    private static readonly string[] Projects =
    [
        .. Directory.GetFiles(Path.Combine(GoldenFolder.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)["Demur.".Length..])
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Projects_refer_only_to_what_their_arrows_allow()
    {
        var visited = 0;
        foreach (var project in Projects)
        {
            Assert.True(Arrows.ContainsKey(project), $"Demur.{project} has no row in the table of arrows.");
            var file = XDocument.Load(Path.Combine(GoldenFolder.RepositoryRoot, "src", $"Demur.{project}", $"Demur.{project}.csproj"));
            var referred = file.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)["Demur.".Length..]);
            Assert.Empty(referred.Except(Arrows[project]).Select(name => $"{project} -> {name}"));
            visited++;
        }

        Assert.True(visited >= 7, $"{visited} projects were checked.");
    }

    [Fact]
    public void Assemblies_refer_only_to_what_can_be_reached_by_arrows()
    {
        var visited = 0;
        foreach (var project in Projects)
        {
            var reachable = Reachable(project).Select(AssemblyName).ToArray();
            var referred = Assembly.Load(AssemblyName(project)).GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(name => name.StartsWith("Demur.", StringComparison.Ordinal) || name == "demur");
            Assert.Empty(referred.Except(reachable).Select(name => $"{project} -> {name}"));
            visited++;
        }

        Assert.True(visited >= 7, $"{visited} assemblies were checked.");
    }

    [Theory]
    [InlineData("Tensors", "")]
    [InlineData("Abstractions", ExtensionsAI)]
    public void The_lowest_projects_refer_to_the_platform_and_one_abstraction_at_most(string project, string allowed)
    {
        var platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        var others = Assembly.Load(AssemblyName(project)).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name != allowed && !File.Exists(Path.Combine(platform, name + ".dll")));

        Assert.Empty(others);
    }

    private static string AssemblyName(string project) => project == "Cli" ? "demur" : $"Demur.{project}";

    private static HashSet<string> Reachable(string project)
    {
        HashSet<string> found = [];
        Queue<string> waiting = new([project]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var allowed in Arrows[next].Where(found.Add))
            {
                waiting.Enqueue(allowed);
            }
        }

        return found;
    }
}

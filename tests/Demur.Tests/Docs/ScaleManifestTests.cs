using System.Text.RegularExpressions;
using Demur.Cli;
using Demur.Tests.Testing;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Demur.Tests.Docs;

public sealed class ScaleManifestTests
{
    [Fact]
    public void The_kubernetes_manifest_parses_and_runs_a_command_that_exists()
    {
        var job = Blocks("yaml").Select(Parse).Single(block => Text(block, "kind") == "PyTorchJob");

        Assert.Equal("kubeflow.org/v1", Text(job, "apiVersion"));
        var replicas = (YamlMappingNode)job["spec"]["pytorchReplicaSpecs"];
        Assert.Equal(["Master", "Worker"], replicas.Children.Keys.Select(key => key.ToString()));
        foreach (var (_, replica) in replicas)
        {
            var container = replica["template"]["spec"]["containers"][0];
            Assert.Equal("pytorch", container["name"].ToString());
            string[] command = [.. ((YamlSequenceNode)container["command"]).Select(word => word.ToString())];
            Assert.Equal("demur", command[0]);
            Assert.Empty(CommandTable.Create().Parse(command[1..]).Errors);
            Assert.True(int.Parse(replica["replicas"].ToString(), System.Globalization.CultureInfo.InvariantCulture) >= 1);
        }
    }

    [Fact]
    public void The_slurm_script_sets_what_a_rank_reads_and_runs_a_command_that_exists()
    {
        var script = Blocks("bash").Single(block => block.Contains("#SBATCH", StringComparison.Ordinal));

        Assert.All((string[])["RANK=", "WORLD_SIZE=", "MASTER_ADDR=", "MASTER_PORT="], variable => Assert.Contains(variable, script, StringComparison.Ordinal));
        var command = Regex.Match(script, @"demur (train [^']+)'").Groups[1].Value;
        Assert.Empty(CommandTable.Create().Parse(command.Split(' ')).Errors);
    }

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(File.ReadAllText(Path.Combine(GoldenFolder.RepositoryRoot, "docs", "guide", "scale.md")), $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    private static YamlMappingNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string Text(YamlMappingNode node, string key) => node[key].ToString();
}
